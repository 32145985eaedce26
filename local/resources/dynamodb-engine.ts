import { ACCOUNT_ID, REGION } from '../template/pseudo-parameters.ts';
import type { HttpEngine, LoadedEngine } from './http-engine.ts';
import { lazyEngine } from './http-engine.ts';

/** DynamoDB on LevelDB, kept in `directory` or else in memory. */
export function dynamodbEngine({ directory }: { readonly directory?: string } = {}): HttpEngine {
  return lazyEngine(async (): Promise<LoadedEngine> => {
    const { default: dynalite } = await import('dynalite');
    const create = () => dynalite({ path: directory, createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 });
    // It reads the region and account of its ARNs from the environment, where the user's own may stand.
    const server = withVariables({ AWS_REGION: REGION, AWS_ACCOUNT_ID: ACCOUNT_ID }, create);
    return {
      handle(request, response) {
        server.emit('request', request, response);
        // It throws from this listener when a client hangs up, which would end the process.
        request.removeAllListeners('error');
        request.on('error', () => response.destroy());
      },
      async close() {
        // Only a server that listens closes its database, and only one on disk is worth it.
        if (directory === undefined) return;
        await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
        await new Promise<void>((resolve) => server.close(() => resolve()));
      },
    };
  });
}

function withVariables<T>(variables: Readonly<Record<string, string>>, work: () => T): T {
  const before = { ...process.env };
  Object.assign(process.env, variables);
  try {
    return work();
  } finally {
    for (const name of Object.keys(variables)) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  }
}
