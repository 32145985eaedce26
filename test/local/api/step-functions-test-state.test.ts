import { SFNClient, TestStateCommand } from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { startServer, type RunningServer } from '../../../local/api/server.ts';
import { stepFunctionsService } from '../../../local/api/step-functions.ts';
import { TestEngine } from '../../support/run-machine.ts';

const DOUBLE = JSON.stringify({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Parameters: { FunctionName: 'double', 'Payload.$': 'States.JsonToString($.n)' },
  ResultSelector: { 'doubled.$': '$.Payload' },
  Next: 'After',
});

let engine: TestEngine;
let server: RunningServer;
let client: SFNClient;

beforeEach(async () => {
  engine = new TestEngine({ double: (n) => Number(n) * 2 });
  server = await startServer({ port: 0, services: [stepFunctionsService(engine)] });
  client = new SFNClient({
    endpoint: server.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    disableHostPrefix: true,
  });
});

afterEach(async () => {
  client.destroy();
  await server.close();
});

describe('TestState through the unmodified SDK', () => {
  it('calls the function for real when nothing is mocked', async () => {
    const answer = await client.send(
      new TestStateCommand({ definition: DOUBLE, input: '{"n":21}', inspectionLevel: 'DEBUG' }),
    );
    expect(answer).toMatchObject({ status: 'SUCCEEDED', nextState: 'After', output: '{"doubled":42}' });
    expect(answer.inspectionData).toMatchObject({
      input: '{"n":21}',
      afterParameters: '{"FunctionName":"double","Payload":"21"}',
      afterResultPath: '{"doubled":42}',
    });
    expect(engine.calls).toEqual([{ name: 'double', input: 21 }]);
  });

  it('calls nothing when it is mocked, and shows no data flow at INFO', async () => {
    const mock = { result: '{"Payload":1}' };
    const answer = await client.send(new TestStateCommand({ definition: DOUBLE, input: '{"n":21}', mock }));
    expect(answer).toMatchObject({ status: 'SUCCEEDED', output: '{"doubled":1}' });
    expect(answer.inspectionData).toBeUndefined();
    expect(engine.calls).toEqual([]);
  });

  it('refuses what AWS refuses, by the same name', async () => {
    const call = (input: object) => client.send(new TestStateCommand({ definition: DOUBLE, ...input }));
    await expect(call({ input: '{' })).rejects.toMatchObject({ name: 'InvalidExecutionInput' });
    await expect(call({ definition: '{"Type":"Pass"}' })).rejects.toMatchObject({ name: 'InvalidDefinition' });
    await expect(call({ definition: '{"Type":"Succeed"}', mock: { result: '1' } })).rejects.toMatchObject({
      name: 'ValidationException',
      message: "State type 'Succeed' is not supported when a mock is specified",
    });
  });
});
