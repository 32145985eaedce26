import { readFileSync } from 'node:fs';
import { CreateStateMachineCommand, SFNClient, ValidateStateMachineDefinitionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { SDK_ACTIONS } from '../../local/integrations/sdk-actions.ts';
import { loadSdk, SDK_SERVICES } from '../../local/integrations/sdk-services.ts';
import { startLocalCloud, type LocalCloud } from '../../local/local-cloud.ts';
import { MemoryStore } from '../../local/store/memory-store.ts';
import { systemClock } from '../../local/system-clock.ts';
import { echoDriver } from '../support/echo-driver.ts';

/** One of `resource`, `state`, `map`, `reader` and `machine` is what nothing here runs; the rest of the definition is fine. */
interface Case {
  readonly name?: string;
  readonly resource?: string;
  readonly state?: object;
  readonly map?: object;
  readonly reader?: object;
  readonly machine?: object;
  /** A part of the refusal. */
  readonly missing: string;
}
const cases = JSON.parse(readFileSync(new URL('cases/unsupported.json', import.meta.url), 'utf8')) as readonly Case[];

const MAP = {
  Type: 'Map',
  ItemProcessor: {
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
    StartAt: 'B',
    States: { B: { Type: 'Succeed' } },
  },
};
const READER = { Resource: 'arn:aws:states:::s3:getObject', Parameters: { Bucket: 'b', Key: 'k' } };

function definitionOf({ resource, state, map, reader, machine }: Case): object {
  const changes = state ?? (reader ? { ItemReader: { ...READER, ReaderConfig: reader } } : map);
  const base = map || reader ? MAP : { Type: machine ? 'Pass' : 'Task' };
  const tested = { ...base, ...(resource !== undefined && { Resource: `arn:aws:states:::${resource}` }), ...changes };
  return { StartAt: 'A', States: { A: { ...tested, End: true } }, ...machine };
}

let cloud: LocalCloud;
let client: SFNClient;
beforeAll(async () => {
  const clock = systemClock({ timeScale: 1 });
  cloud = await startLocalCloud({ port: 0, store: new MemoryStore(), clock, driver: echoDriver() });
  client = new SFNClient(settings());
});
afterAll(async () => {
  client.destroy();
  await cloud.close();
});
const settings = () => ({
  endpoint: cloud.url,
  region: 'us-east-1',
  credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  maxAttempts: 1,
});

describe('what nothing here runs is refused at creation, by name', () => {
  it.each(cases.map((one) => [one.name ?? one.resource ?? '', one] as const))('%s', async (_name, one) => {
    const definition = JSON.stringify(definitionOf(one));
    const create = new CreateStateMachineCommand({
      name: 'any',
      definition,
      roleArn: 'arn:aws:iam::000000000000:role/any',
    });
    const message: unknown = expect.stringContaining(one.missing);
    await expect(client.send(create)).rejects.toMatchObject({ name: 'InvalidDefinition', message });
    const { result } = await client.send(new ValidateStateMachineDefinitionCommand({ definition }));
    expect(result).toBe('FAIL');
  });
});

describe('the actions of aws-sdk integrations', () => {
  // What the SDK asks for before it sends anything.
  const input = { Bucket: 'none', Key: 'none', UploadId: 'none', PartNumber: 1, CopySource: 'none/none', Body: 'none' };
  const more = { RenameSource: 'none', FunctionName: 'none', modelId: 'none', body: '{}', input: { converse: {} } };
  const NOT_SERVED = ['UnknownOperationException', 'InvalidAction', 'NotImplemented'];

  it.each(Object.keys(SDK_SERVICES))('of %s are those that its service answers', async (name) => {
    const service = SDK_SERVICES[name]!;
    const known = SDK_ACTIONS[name]!;
    const sdk = await loadSdk(service);
    const api = new (sdk[service.client] as typeof SFNClient)(settings());
    const isServed = async (command: string): Promise<boolean> => {
      const request = new (sdk[command] as typeof CreateStateMachineCommand)({ ...input, ...more } as never);
      const refusal = await api.send(request).then(
        () => undefined,
        (error: Error) => error,
      );
      // Without metadata the SDK has sent nothing.
      return refusal === undefined || ('$metadata' in refusal && !NOT_SERVED.includes(refusal.name));
    };
    const served: string[] = [];
    // No state machine can take a stream.
    for (const command of Object.keys(sdk).filter((key) => /(?<!^\$|Stream)Command$/.test(key))) {
      const action = command.charAt(0).toLowerCase() + command.slice(1, -'Command'.length);
      if (await isServed(command)) served.push(action);
    }
    api.destroy();
    expect(served.sort()).toEqual([...known].sort());
  });
});
