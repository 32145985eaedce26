import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { runSamples } from '../scripts/samples/run-samples.ts';
import { checkPortFree, PortInUseError } from './api/server.ts';
import { loadDriver } from './load-driver.ts';
import { startLocalCloud } from './local-cloud.ts';
import { parseOptions, USAGE, UsageError, type Options } from './options.ts';
import type { Store } from './engine/store.ts';
import { eventLine } from './resources/events/event-line.ts';
import { notificationLine } from './resources/notifications/notification-line.ts';
import { MemoryStore } from './store/memory-store.ts';
import { StateError } from './store/state-error.ts';
import { SynthError, synthesize } from './synth.ts';
import { systemClock } from './system-clock.ts';
import { TemplateError } from './template/errors.ts';

const PROJECT = join(import.meta.dirname, '..');
const SAMPLES = join(PROJECT, 'samples');
const OFFLINE_DRIVER = join(SAMPLES, 'offline-driver.ts');

/** Errors whose message says it all; of any other the stack is wanted too. */
const EXPLAINED = [UsageError, SynthError, TemplateError, StateError, PortInUseError];

const print = (line: string) => void process.stdout.write(`${line}\n`);
const complain = (line: string) => void process.stderr.write(`${line}\n`);

async function main(options: Options): Promise<number | undefined> {
  const began = performance.now();
  // Before the seconds of a synth, which would also overwrite what another instance runs.
  if (options.port !== 0) await checkPortFree(options.port);
  const store = await openStore(options.state);
  const app = options.app ?? (await synthesizeOurs());
  const cloud = await startLocalCloud({
    port: options.port,
    app,
    store,
    clock: systemClock({ timeScale: options.timeScale }),
    driver: await loadDriver(options.models, OFFLINE_DRIVER),
    report: complain,
    onEvent: (event) => print(eventLine(event)),
    onNotification: (notification) => print(notificationLine(notification)),
  });
  const count = Object.values(cloud.resources).reduce((sum, of) => sum + of, 0);
  print(`Running ${count} resources at ${cloud.url} after ${((performance.now() - began) / 1000).toFixed(1)} s\n`);

  if (cloud.resumed > 0) print(`${cloud.resumed} executions of the last run go on\n`);
  try {
    const allSucceeded = options.samples
      ? await runSamples({ endpoint: cloud.url, folder: SAMPLES, decide: options.exit, print })
      : true;
    if (options.exit) return allSucceeded ? 0 : 1;
    print(whatNext(cloud.url, options.app === undefined));
    await untilInterrupted();
    print('stopping');
    return 0;
  } finally {
    await cloud.close();
  }
}

async function openStore(folder: string | undefined): Promise<Store> {
  if (folder === undefined) return new MemoryStore();
  const { SqliteStore } = await import('./store/sqlite-store.ts');
  return new SqliteStore(folder);
}

async function synthesizeOurs(): Promise<string> {
  print('Synthesizing the app …');
  return synthesize(PROJECT, 'cdk.out');
}

function whatNext(url: string, ours: boolean): string {
  const place = url.endsWith(':4566') ? '' : ` --url ${url}`;
  const environment = `AWS_ENDPOINT_URL=${url} AWS_REGION=us-east-1 AWS_ACCESS_KEY_ID=any AWS_SECRET_ACCESS_KEY=any`;
  const execute = `
    npm run execute -- model-router samples/inputs/complex-design.json${place}
    npm run breakers${place && ` --${place}`}`;
  return `
  Endpoint  ${url}   (region us-east-1, any credentials; Ctrl-C stops it)

  Try next:${ours ? execute : ''}
    ${environment} \\
      aws stepfunctions list-state-machines --endpoint-url ${url}
    ${environment} \\
      npx node -e "const {SFN} = require('@aws-sdk/client-sfn'); new SFN().listStateMachines().then(console.log)"
`;
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function untilInterrupted(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
}

try {
  const options = parseOptions(process.argv.slice(2));
  if (!options) print(USAGE);
  else {
    if (options.app !== undefined && !existsSync(options.app)) {
      throw new UsageError(
        `--app ${options.app} does not exist; synthesize an app first (npm run synth writes cdk.out)`,
      );
    }
    // Worker threads and idle connections must not keep a finished run alive.
    process.exit(await main(options));
  }
} catch (error) {
  complain(`npm start: ${EXPLAINED.some((kind) => error instanceof kind) ? (error as Error).message : stackOf(error)}`);
  if (error instanceof UsageError) complain(`\n${USAGE}`);
  process.exitCode = 2;
}
