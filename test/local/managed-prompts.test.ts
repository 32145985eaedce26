import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetPromptCommand, BedrockAgentClient, ListPromptsCommand } from '@aws-sdk/client-bedrock-agent';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { classifyComplexity } from '../../functions/prompts/classify-complexity.ts';
import { PROMPTS } from '../../functions/prompts/index.ts';
import type { ModelDriver, ModelRequest } from '../../local/models/driver.ts';
import { createDriver } from '../../samples/offline-driver.ts';
import { synthesizeInto } from '../infra/synthesized.ts';
import { callLogs } from '../support/logs-api.ts';
import { MODEL_ROUTER, RunningApp } from '../support/running-app.ts';

const OTHER_WORDS = 'You decide, as the pinned prompt says,';

/** The offline model, with the requests that it was sent. */
function listening(): ModelDriver & { readonly asked: ModelRequest[] } {
  const asked: ModelRequest[] = [];
  const offline = createDriver();
  return {
    name: 'listening',
    asked,
    answer(request) {
      asked.push(request);
      return offline.answer(request);
    },
  };
}

// Within the project, where functions find the SDK that Lambda's runtime would have.
const BUILD = join(import.meta.dirname, '../../.build');
mkdirSync(BUILD, { recursive: true });
const folder = mkdtempSync(join(BUILD, 'managed-'));
const templateFile = (stack: string) => join(folder, `signalbox-${stack}.template.json`);

function change(stack: string, from: string | RegExp, to: string): void {
  const text = readFileSync(templateFile(stack), 'utf8');
  const changed = text.replace(from, to);
  expect(changed).not.toBe(text);
  writeFileSync(templateFile(stack), changed);
}

/** What the model was told when it classified a prompt. */
async function rulesOfClassifier(app: RunningApp, { asked }: { readonly asked: readonly ModelRequest[] }) {
  const { status } = await app.execute(MODEL_ROUTER, { prompt: 'What is the capital of France?' });
  expect([status, app.problems]).toEqual(['SUCCEEDED', []]);
  const classified = asked.find(({ promptId }) => promptId === classifyComplexity.id);
  return classified?.system?.map(({ text }) => text).join('');
}

describe('the app with managed prompts', () => {
  beforeAll(() => synthesizeInto(folder, { managedPrompts: 'on' }));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('asks models with the words that are pinned', async () => {
    change('prompts', 'You decide', OTHER_WORDS);
    const driver = listening();
    const app = await RunningApp.start({ app: folder, driver });
    try {
      expect(await rulesOfClassifier(app, driver)).toBe(classifyComplexity.system?.replace('You decide', OTHER_WORDS));
      const client = new BedrockAgentClient({
        endpoint: app.cloud.url,
        region: 'us-east-1',
        credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
      });
      const { promptSummaries = [] } = await client.send(new ListPromptsCommand({}));
      expect(promptSummaries.map(({ name }) => name)).toEqual(Object.keys(PROMPTS).map((name) => `signalbox-${name}`));
      const pinned = await client.send(
        new GetPromptCommand({ promptIdentifier: promptSummaries[0]?.id, promptVersion: '1' }),
      );
      expect(pinned.description).toBe(Object.values(PROMPTS)[0]?.id);
      client.destroy();
    } finally {
      await app.stop();
    }
  });

  it('asks them with the copies in its code when those cannot be read, and says so without a word of them', async () => {
    // Another account's, which on AWS nobody lets us read.
    change(
      'workflows',
      /"\{\\"classify-complexity@\d+\\":\\""(?=,)/,
      '$&,"arn:aws:bedrock:us-east-1:111111111111:prompt/NOSUCHONE1:1\\",\\"was\\":\\""',
    );
    const driver = listening();
    const app = await RunningApp.start({ app: folder, driver });
    try {
      expect(await rulesOfClassifier(app, driver)).toBe(classifyComplexity.system);
      const { events } = await callLogs<{ events: { message: string }[] }>(app.cloud.url, 'FilterLogEvents', {
        logGroupName: '/aws/lambda/signalbox-classify-prompt',
      });
      const told = events.map(({ message }) => message).filter((message) => message.includes('PromptFallbacks'));
      expect(told).toHaveLength(1);
      expect(JSON.stringify(events)).toContain('ResourceNotFoundException');
      expect(JSON.stringify(events)).not.toContain('capable');
    } finally {
      await app.stop();
    }
  });
});
