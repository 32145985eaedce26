import { PutObjectCommand } from '@aws-sdk/client-s3';
import { ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { afterEach, expect, it } from '@jest/globals';
import { createServer, type AddressInfo } from 'node:net';

import { startLocalCloud } from '../../../local/local-cloud.ts';
import { createClients } from '../../../local/resources/clients.ts';
import { SqliteStore } from '../../../local/store/sqlite-store.ts';
import { systemClock } from '../../../local/system-clock.ts';
import { machine } from '../../support/definitions.ts';
import { echoDriver } from '../../support/echo-driver.ts';
import { copyFolder, removeFolders } from '../store/state-folder.ts';
import { assemblyOf, writeAssembly } from '../template/assemblies.ts';
import { KeptCloud } from './kept-cloud.ts';

const RoleArn = 'arn:aws:iam::000000000000:role/any';
const MACHINE = 'arn:aws:states:us-east-1:000000000000:stateMachine:read';

/** Every object starts an execution with its key for an input. The rule is the last that is built. */
const RESOURCES = {
  Documents: {
    Type: 'AWS::S3::Bucket',
    Properties: { BucketName: 'documents', NotificationConfiguration: { EventBridgeConfiguration: {} } },
  },
  Read: {
    Type: 'AWS::StepFunctions::StateMachine',
    Properties: {
      StateMachineName: 'read',
      RoleArn,
      DefinitionString: JSON.stringify(machine({ Done: { Type: 'Pass', End: true } })),
    },
  },
  Start: {
    Type: 'AWS::Events::Rule',
    DependsOn: ['Documents'],
    Properties: {
      EventPattern: { source: ['aws.s3'] },
      Targets: [{ Id: 'read', Arn: { Ref: 'Read' }, RoleArn, InputPath: '$.detail.object.key' }],
    },
  },
};

let stop: (() => Promise<void>) | undefined;
const removals: (() => void)[] = [];
afterEach(async () => {
  await stop?.();
  stop = undefined;
  removals.splice(0).forEach((remove) => remove());
  removeFolders();
});

async function started(at: { state?: string; app: string }): Promise<KeptCloud> {
  const kept = await KeptCloud.start(at);
  stop = () => kept.stop();
  return kept;
}

function appOf(Resources: object): string {
  const { directory, remove } = writeAssembly(assemblyOf({ Stack: { template: { Resources } } }));
  removals.push(remove);
  return directory;
}

/** The keys that executions were started with, once there are so many. */
async function startedFor(url: string, count: number): Promise<readonly string[]> {
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
  const client = new SFNClient({ endpoint: url, region: 'us-east-1', credentials });
  for (;;) {
    const { executions = [] } = await client.send(new ListExecutionsCommand({ stateMachineArn: MACHINE }));
    if (executions.length < count) continue;
    client.destroy();
    return executions.map(({ executionArn = '' }) => executionArn);
  }
}

it('a kill after the answer to an upload loses no event', async () => {
  const app = appOf(RESOURCES);
  const first = await started({ app });
  const s3 = await first.clients.s3();
  const answered: string[] = [];
  const uploads = Array.from({ length: 40 }, async (_, index) => {
    await s3.send(new PutObjectCommand({ Bucket: 'documents', Key: `document ${index}`, Body: 'text' }));
    answered.push(`document ${index}`);
  });
  // Some are on their way, some are answered, and not one of the latter's executions needs to have been started.
  await Promise.race(uploads);
  const state = copyFolder(first.state);
  const before = [...answered];
  await Promise.allSettled(uploads);
  await first.stop();

  const { cloud } = await started({ state, app });
  const arns = await startedFor(cloud.url, before.length);
  const ended = await Promise.all(arns.map((arn) => cloud.executions.finished(arn)));
  const keys = ended.map(({ output = '' }) => JSON.parse(output) as string);
  expect(before.length).toBeGreaterThan(0);
  expect(keys).toEqual(expect.arrayContaining(before));
});

it('an upload during the start waits until the rules are there', async () => {
  const first = await started({ app: appOf(RESOURCES) });
  const state = copyFolder(first.state);
  await first.stop();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const clients = createClients(url);
  const s3 = await clients.s3();
  const upload = async (): Promise<void> => {
    for (;;) {
      try {
        return void (await s3.send(new PutObjectCommand({ Bucket: 'documents', Key: 'early', Body: 'text' })));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ECONNREFUSED') throw error;
      }
    }
  };
  // Queues that take their time to be built, before the rule.
  const names = Array.from({ length: 30 }, (_, index) => `Queue${index}`);
  const queues = Object.fromEntries(names.map((name) => [name, { Type: 'AWS::SQS::Queue' }]));
  const app = appOf({ ...queues, ...RESOURCES, Start: { ...RESOURCES.Start, DependsOn: ['Documents', ...names] } });
  const parts = { clock: systemClock({ timeScale: 1 }), driver: echoDriver() };
  const starting = startLocalCloud({ port, app, store: new SqliteStore(state), ...parts });
  stop = async () => {
    clients.close();
    await (await starting).close();
  };
  await upload();
  const cloud = await starting;
  const [arn = ''] = await startedFor(url, 1);
  expect((await cloud.executions.finished(arn)).output).toBe('"early"');
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
