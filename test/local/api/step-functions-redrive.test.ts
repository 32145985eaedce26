import * as sfn from '@aws-sdk/client-sfn';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  RedriveExecutionCommand,
  StartExecutionCommand,
  UpdateMapRunCommand,
} from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, expect, it } from '@jest/globals';

import { graph, machine } from '../../support/definitions.ts';
import { sfnApi, type SfnApi } from '../../support/sfn-api.ts';

let api: SfnApi;
beforeEach(async () => {
  api = await sfnApi();
});
afterEach(() => api.close());

/** Starts it and waits for its end. */
async function ended(definition: object, input: unknown = {}): Promise<string> {
  const name = `machine-${Math.random().toString(36).slice(2)}`;
  const roleArn = 'arn:aws:iam::000000000000:role/test';
  const created = await api.client.send(
    new CreateStateMachineCommand({ name, roleArn, definition: JSON.stringify(definition) }),
  );
  const { stateMachineArn } = created;
  const started = await api.client.send(new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }));
  const executionArn = started.executionArn ?? '';
  await api.engine.executions.finished(executionArn);
  return executionArn;
}

const stops = machine({ Stop: { Type: 'Fail', Error: 'Always' } });

it('redrives an execution and tells of it', async () => {
  const executionArn = await ended(stops);
  const describe = () => api.client.send(new DescribeExecutionCommand({ executionArn }));
  expect(await describe()).toMatchObject({ redriveCount: 0, redriveStatus: 'REDRIVABLE' });
  expect(await describe()).not.toHaveProperty('redriveDate');
  const { redriveDate } = await api.client.send(new RedriveExecutionCommand({ executionArn, clientToken: 'once' }));
  await api.engine.executions.finished(executionArn);
  expect(await describe()).toMatchObject({ status: 'FAILED', redriveCount: 1, redriveDate });
  // The SDK sends a token of its own when it is given none, so this one redrives again.
  await api.client.send(new RedriveExecutionCommand({ executionArn }));
  await api.engine.executions.finished(executionArn);
  const { events } = await api.client.send(new GetExecutionHistoryCommand({ executionArn }));
  expect(events?.filter(({ type }) => type === 'ExecutionRedriven')).toMatchObject([
    { executionRedrivenEventDetails: { redriveCount: 1 } },
    { executionRedrivenEventDetails: { redriveCount: 2 } },
  ]);
});

it('refuses with the reason that DescribeExecution gives', async () => {
  const executionArn = await ended(machine({ Only: { Type: 'Pass', End: true } }));
  const redriveStatusReason = 'Execution is SUCCEEDED and cannot be redriven';
  const described = await api.client.send(new DescribeExecutionCommand({ executionArn }));
  expect(described).toMatchObject({ redriveStatus: 'NOT_REDRIVABLE', redriveStatusReason });
  const redrive = (arn: string) => api.client.send(new RedriveExecutionCommand({ executionArn: arn }));
  await expect(redrive(executionArn)).rejects.toMatchObject({
    name: 'ExecutionNotRedrivable',
    message: redriveStatusReason,
  });
  await expect(redrive(`${executionArn}x`)).rejects.toMatchObject({ name: 'ExecutionDoesNotExist' });
  await expect(redrive('arn:aws:states:us-east-1:000000000000:stateMachine:x')).rejects.toMatchObject({
    name: 'InvalidArn',
  });
});

it('lists executions by whether they were redriven', async () => {
  const executionArn = await ended(stops);
  const stateMachineArn = executionArn.replace('execution', 'stateMachine').split(':').slice(0, 7).join(':');
  const count = async (redriveFilter: 'REDRIVEN' | 'NOT_REDRIVEN') => {
    const page = await api.client.send(new ListExecutionsCommand({ stateMachineArn, redriveFilter }));
    return page.executions?.length;
  };
  expect([await count('REDRIVEN'), await count('NOT_REDRIVEN')]).toEqual([0, 1]);
  await api.client.send(new RedriveExecutionCommand({ executionArn }));
  expect([await count('REDRIVEN'), await count('NOT_REDRIVEN')]).toEqual([1, 0]);
});

it('describes, lists and updates Map Runs', async () => {
  const ItemProcessor = {
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
    ...graph({ Pause: { Type: 'Wait', Seconds: 10, End: true } }),
  };
  const Each = { Type: 'Map', Label: 'each', MaxConcurrency: 2, ToleratedFailurePercentage: 12.5, ItemProcessor };
  const executionArn = await ended(
    machine({ Each: { ...Each, ItemBatcher: { MaxItemsPerBatch: 2 }, End: true } }),
    [1, 2, 3],
  );
  const { mapRuns } = await api.client.send(new ListMapRunsCommand({ executionArn }));
  const [{ mapRunArn } = {}] = mapRuns ?? [];
  expect(mapRuns).toMatchObject([{ executionArn, startDate: expect.any(Date), stopDate: expect.any(Date) }]);
  expect(mapRunArn).toMatch(/^arn:aws:states:us-east-1:000000000000:mapRun:machine-\w+\/each:[\w-]{36}$/);
  const run = await api.client.send(new DescribeMapRunCommand({ mapRunArn }));
  const none = { pending: 0, running: 0, failed: 0, timedOut: 0, aborted: 0, resultsWritten: 0, pendingRedrive: 0 };
  expect(run).toMatchObject({
    mapRunArn,
    executionArn,
    status: 'SUCCEEDED',
    maxConcurrency: 2,
    toleratedFailureCount: 0,
    toleratedFailurePercentage: 12.5,
    executionCounts: { ...none, succeeded: 2, total: 2 },
    itemCounts: { ...none, succeeded: 3, total: 3 },
    redriveCount: 0,
  });
  // Newest first, each with the items that it worked on.
  const { executions } = await api.client.send(new ListExecutionsCommand({ mapRunArn }));
  expect(executions?.map(({ itemCount }) => itemCount)).toEqual([1, 2]);
  // Express executions are not shown otherwise.
  const child = await api.client.send(new DescribeExecutionCommand({ executionArn: executions?.[0]?.executionArn }));
  expect(child).toMatchObject({ mapRunArn, status: 'SUCCEEDED', input: '{"Items":[3]}' });
  const update = (settings: object) => api.client.send(new UpdateMapRunCommand({ mapRunArn, ...settings }));
  await expect(update({ maxConcurrency: -1 })).rejects.toMatchObject({ name: 'ValidationException' });
  await expect(update({ maxConcurrency: 3 })).rejects.toThrow('Map Run is SUCCEEDED and cannot be updated');
  const unknown = new DescribeMapRunCommand({ mapRunArn: `${mapRunArn}x` });
  await expect(api.client.send(unknown)).rejects.toMatchObject({ name: 'ResourceNotFound' });
});

it('knows every operation that the SDK can send', async () => {
  const commands = Object.entries(sfn).filter(([name]) => /^[A-Z]\w+Command$/.test(name));
  expect(commands).toHaveLength(37);
  for (const [, Command] of commands) {
    const send = new (Command as new (input: object) => sfn.ListStateMachinesCommand)({});
    const error = await api.client.send(send).catch((thrown: Error) => thrown);
    expect(error).not.toMatchObject({ name: 'UnknownOperationException' });
  }
});
