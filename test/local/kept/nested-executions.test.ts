import { CreateStateMachineCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { afterEach, expect, it } from '@jest/globals';

import { machine } from '../../support/definitions.ts';
import { removeFolders } from '../store/state-folder.ts';
import { KeptCloud } from './kept-cloud.ts';

let kept: KeptCloud;
afterEach(async () => {
  await kept.stop();
  removeFolders();
});

it('a nested execution is not stopped by an orderly shutdown, and its parent still waits for it', async () => {
  kept = await KeptCloud.start();
  const { state } = kept;
  const client = new SFNClient({
    endpoint: kept.cloud.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  });
  const create = async (name: string, definition: object) => {
    const roleArn = 'arn:aws:iam::000000000000:role/any';
    const command = new CreateStateMachineCommand({ name, roleArn, definition: JSON.stringify(definition) });
    return (await client.send(command)).stateMachineArn;
  };
  const inner = await create('inner', machine({ Pause: { Type: 'Wait', Seconds: 2, End: true } }));
  const outer = await create(
    'outer',
    machine({
      Nested: {
        Type: 'Task',
        Resource: 'arn:aws:states:::states:startExecution.sync:2',
        Arguments: { StateMachineArn: inner, Input: { kept: true } },
        Output: '{% $states.result.Output %}',
        End: true,
      },
    }),
  );
  const { executionArn = '' } = await client.send(new StartExecutionCommand({ stateMachineArn: outer }));
  const submitted = () =>
    kept.cloud.executions.history(executionArn, { limit: 100 }).some(({ type }) => type === 'TaskSubmitted');
  while (!submitted()) await new Promise((resolve) => setImmediate(resolve));
  client.destroy();
  await kept.stop();

  kept = await KeptCloud.start({ state });
  expect(kept.cloud.resumed).toBe(2);
  const ended = await kept.cloud.executions.finished(executionArn);
  expect(ended).toMatchObject({ status: 'SUCCEEDED', output: '{"kept":true}' });
});
