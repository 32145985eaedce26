import { pathToFileURL } from 'node:url';

import type { ModelDriver } from './models/driver.ts';
import type { ModelsOption } from './options.ts';

/** The model driver that the user chose. `offline` is a module that exports `createDriver()`; others load only when chosen. */
export async function loadDriver(models: ModelsOption, offline: string): Promise<ModelDriver> {
  switch (models.kind) {
    case 'offline': {
      const module = (await import(pathToFileURL(offline).href)) as { createDriver?: () => ModelDriver };
      if (!module.createDriver) throw new Error(`${offline} exports no createDriver()`);
      return module.createDriver();
    }
    case 'aws': {
      const { awsDriver } = await import('./models/aws.ts');
      return awsDriver({ region: process.env.AWS_REGION ?? 'us-east-1' });
    }
    case 'openai': {
      const { openAiDriver } = await import('./models/openai.ts');
      return openAiDriver({ target: models.url, apiKey: process.env.OPENAI_API_KEY });
    }
  }
}
