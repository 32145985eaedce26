import type { Server } from 'node:http';
import type { EntryStore } from 'dynalite/db/index.js';
import { ACCOUNT_ID, REGION } from '../../template/pseudo-parameters.ts';
import { DYNAMODB } from '../../store/state-folder.ts';
import type { HttpEngine, KeptIn, LoadedEngine } from './http-engine.ts';
import { lazyEngine } from './http-engine.ts';
import { keepTables } from './kept-tables.ts';

/**
 * DynamoDB in memory, and in the state folder when there is one. Not in dynalite's own LevelDB: that one leaves out damaged
 * records without a word, begins anew where its first file is missing, and changes a folder that it cannot open.
 */
export function dynamodbEngine(kept?: KeptIn): HttpEngine {
  return lazyEngine(async (): Promise<LoadedEngine> => {
    const { server, store } = await createServer();
    const directory = kept?.directory;
    const database = directory === undefined ? undefined : await keepTables(store, directory);
    if (database) kept?.putResource('stateFile', { arn: DYNAMODB.name });
    return {
      handle(request, response) {
        server.emit('request', request, response);
        // It throws from this listener when a client hangs up, which would end the process.
        request.removeAllListeners('error');
        request.on('error', () => response.destroy());
      },
      close: async () => database?.close(),
    };
  });
}

async function createServer(): Promise<{ readonly server: Server; readonly store: EntryStore }> {
  const { default: dynalite } = await import('dynalite');
  const { default: engine } = await import('dynalite/db/index.js');
  const { create } = engine;
  let store: EntryStore | undefined;
  engine.create = (options) => (store = create(options));
  try {
    // It reads the region and account of its ARNs from the environment, where the user's own may stand.
    const server = withVariables({ AWS_REGION: REGION, AWS_ACCOUNT_ID: ACCOUNT_ID }, () =>
      dynalite({ createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 }),
    );
    if (!store)
      throw new Error('dynalite made no store; local/resources/hosted/dynamodb-engine.ts does not fit its version');
    return { server, store };
  } finally {
    engine.create = create;
  }
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
