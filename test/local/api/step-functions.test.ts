import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StartSyncExecutionCommand,
  StopExecutionCommand,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { startServer, type RunningServer } from '../../../local/api/server.ts';
import { stepFunctionsService } from '../../../local/api/step-functions.ts';
import { TestEngine } from '../../support/run-machine.ts';

const roleArn = 'arn:aws:iam::000000000000:role/test';
const MACHINE_ARN = 'arn:aws:states:us-east-1:000000000000:stateMachine';
const EXECUTION_ARN = 'arn:aws:states:us-east-1:000000000000:execution:machine:none';
const PASS = JSON.stringify({ StartAt: 'Only', States: { Only: { Type: 'Pass', End: true } } });
const FOREVER = JSON.stringify({
  StartAt: 'Wait',
  States: {
    Wait: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Parameters: { FunctionName: 'f', 'Payload.$': '$$.Task.Token' },
      End: true,
    },
  },
});

let engine: TestEngine;
let tokens: string[];
let server: RunningServer;
let client: SFNClient;

beforeEach(async () => {
  tokens = [];
  engine = new TestEngine({
    f: (token) => {
      tokens.push(String(token));
      return null;
    },
  });
  // Held, so that simulated time stands still while executions wait for us.
  engine.clock.busy();
  server = await startServer({ port: 0, services: [stepFunctionsService(engine)] });
  // Nothing but what a user sets: endpoint, region and any credentials.
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

const create = async (definition: string, name = 'machine', type?: 'EXPRESS') => {
  const { stateMachineArn = '' } = await client.send(
    new CreateStateMachineCommand({ name, definition, roleArn, type }),
  );
  return stateMachineArn;
};
const ended = async (executionArn: string) => {
  await engine.executions.finished(executionArn);
  return client.send(new DescribeExecutionCommand({ executionArn }));
};

describe('the Step Functions API through the unmodified SDK', () => {
  it('creates, describes, lists, updates and deletes state machines', async () => {
    const stateMachineArn = await create(PASS);
    expect(await create(PASS)).toBe(stateMachineArn);
    await expect(create(FOREVER)).rejects.toMatchObject({ name: 'StateMachineAlreadyExists' });
    await create(PASS, 'another');

    const described = await client.send(new DescribeStateMachineCommand({ stateMachineArn }));
    expect(described).toMatchObject({ name: 'machine', status: 'ACTIVE', definition: PASS, type: 'STANDARD' });
    expect(described.creationDate).toBeInstanceOf(Date);

    const first = await client.send(new ListStateMachinesCommand({ maxResults: 1 }));
    const second = await client.send(new ListStateMachinesCommand({ maxResults: 1, nextToken: first.nextToken }));
    expect([...(first.stateMachines ?? []), ...(second.stateMachines ?? [])].map(({ name }) => name)).toEqual([
      'another',
      'machine',
    ]);
    expect(second.nextToken).toBeUndefined();

    await client.send(new UpdateStateMachineCommand({ stateMachineArn, definition: FOREVER }));
    expect((await client.send(new DescribeStateMachineCommand({ stateMachineArn }))).definition).toBe(FOREVER);

    await client.send(new DeleteStateMachineCommand({ stateMachineArn }));
    await expect(client.send(new DescribeStateMachineCommand({ stateMachineArn }))).rejects.toMatchObject({
      name: 'StateMachineDoesNotExist',
    });
  });

  it('starts, describes, lists and stops executions', async () => {
    const stateMachineArn = await create(FOREVER);
    const { executionArn = '', startDate } = await client.send(
      new StartExecutionCommand({ stateMachineArn, name: 'first', input: '{"a":1}' }),
    );
    expect(executionArn).toBe('arn:aws:states:us-east-1:000000000000:execution:machine:first');
    const again = await client.send(new StartExecutionCommand({ stateMachineArn, name: 'first', input: '{"a":1}' }));
    expect(again).toMatchObject({ executionArn, startDate });
    await client.send(new StartExecutionCommand({ stateMachineArn, name: 'second' }));

    expect(await client.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({
      status: 'RUNNING',
      input: '{"a":1}',
      redriveStatus: 'NOT_REDRIVABLE',
    });
    await client.send(new StopExecutionCommand({ executionArn, error: 'Enough' }));
    expect(await ended(executionArn)).toMatchObject({
      status: 'ABORTED',
      error: 'Enough',
      redriveStatus: 'REDRIVABLE',
    });

    const list = async (statusFilter?: 'RUNNING') =>
      (await client.send(new ListExecutionsCommand({ stateMachineArn, statusFilter }))).executions?.map(
        ({ name }) => name,
      );
    expect(await list()).toEqual(['second', 'first']);
    expect(await list('RUNNING')).toEqual(['second']);
  });

  it('pages through a history in both directions', async () => {
    const stateMachineArn = await create(PASS);
    const { executionArn = '' } = await client.send(new StartExecutionCommand({ stateMachineArn }));
    await ended(executionArn);
    const pages = async (reverseOrder: boolean) => {
      const types: (string | undefined)[] = [];
      let nextToken: string | undefined;
      do {
        const page = await client.send(
          new GetExecutionHistoryCommand({ executionArn, maxResults: 1, reverseOrder, nextToken }),
        );
        types.push(...(page.events ?? []).map(({ type }) => type));
        nextToken = page.nextToken;
      } while (nextToken);
      return types;
    };
    const forward = ['ExecutionStarted', 'PassStateEntered', 'PassStateExited', 'ExecutionSucceeded'];
    expect(await pages(false)).toEqual(forward);
    expect(await pages(true)).toEqual(forward.reverse());
    const { events = [] } = await client.send(new GetExecutionHistoryCommand({ executionArn }));
    expect(events[1]).toMatchObject({
      id: 2,
      previousEventId: 0,
      stateEnteredEventDetails: { name: 'Only', input: '{}' },
    });
    expect(events[1]?.timestamp).toBeInstanceOf(Date);
  });

  it('takes a callback for a waiting task, once', async () => {
    const stateMachineArn = await create(FOREVER);
    const { executionArn = '' } = await client.send(new StartExecutionCommand({ stateMachineArn }));
    while (tokens.length === 0) await new Promise(setImmediate);
    const [taskToken = ''] = tokens;
    await client.send(new SendTaskSuccessCommand({ taskToken, output: '{"yes":true}' }));
    expect(await ended(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '{"yes":true}' });
    await expect(client.send(new SendTaskSuccessCommand({ taskToken, output: '{}' }))).rejects.toMatchObject({
      name: 'TaskTimedOut',
    });
    await expect(client.send(new SendTaskSuccessCommand({ taskToken: 'x', output: '{}' }))).rejects.toMatchObject({
      name: 'InvalidToken',
    });
  });

  it('runs an Express machine to its end in one call', async () => {
    const stateMachineArn = await create(PASS, 'express', 'EXPRESS');
    const answer = await client.send(new StartSyncExecutionCommand({ stateMachineArn, input: '{"b":2}' }));
    expect(answer).toMatchObject({
      status: 'SUCCEEDED',
      output: '{"b":2}',
      billingDetails: { billedMemoryUsedInMB: 64 },
    });
    await expect(
      client.send(new StartSyncExecutionCommand({ stateMachineArn: await create(PASS) })),
    ).rejects.toMatchObject({
      name: 'StateMachineTypeNotSupported',
    });
  });

  it('gives every execution a RedriveCount but those of StartSyncExecution', async () => {
    const context = JSON.stringify({
      StartAt: 'Only',
      States: { Only: { Type: 'Pass', Parameters: { 'execution.$': '$$.Execution' }, End: true } },
    });
    const count = (output = '{}') =>
      (JSON.parse(output) as { execution: { RedriveCount?: number } }).execution.RedriveCount;
    const express = await create(context, 'express', 'EXPRESS');
    expect(
      count((await client.send(new StartSyncExecutionCommand({ stateMachineArn: express }))).output),
    ).toBeUndefined();
    const standard = await client.send(new StartExecutionCommand({ stateMachineArn: await create(context) }));
    expect(count((await ended(standard.executionArn ?? '')).output)).toBe(0);
    const { executionArn = '' } = await client.send(new StartExecutionCommand({ stateMachineArn: express }));
    expect(count((await engine.executions.finished(executionArn)).output)).toBe(0);
  });

  it.each([
    ['a malformed ARN', () => new StartExecutionCommand({ stateMachineArn: 'x' }), 'InvalidArn'],
    [
      'an unknown machine',
      () => new StartExecutionCommand({ stateMachineArn: `${MACHINE_ARN}:none` }),
      'StateMachineDoesNotExist',
    ],
    [
      'a name with a blank',
      () => new CreateStateMachineCommand({ name: 'a b', definition: PASS, roleArn }),
      'InvalidName',
    ],
    [
      'half a definition',
      () => new CreateStateMachineCommand({ name: 'a', definition: '{', roleArn }),
      'InvalidDefinition',
    ],
    [
      'no name',
      () => new CreateStateMachineCommand({ name: undefined, definition: PASS, roleArn }),
      'ValidationException',
    ],
    ['a page of 1,001', () => new ListStateMachinesCommand({ maxResults: 1001 }), 'ValidationException'],
    ['a made-up page token', () => new ListStateMachinesCommand({ nextToken: 'nonsense' }), 'InvalidToken'],
    [
      'an unknown execution',
      () => new DescribeExecutionCommand({ executionArn: EXECUTION_ARN }),
      'ExecutionDoesNotExist',
    ],
  ])('refuses %s as AWS does', async (_what, command, name) => {
    await expect(client.send(command() as StartExecutionCommand)).rejects.toMatchObject({ name });
  });

  it('refuses a prompt of 300 KB with the API’s own error', async () => {
    const stateMachineArn = await create(PASS);
    const input = JSON.stringify({ prompt: 'x'.repeat(300_000) });
    await expect(client.send(new StartExecutionCommand({ stateMachineArn, input }))).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining('262144') as unknown as string,
    });
  });

  it('names an operation that it lacks', async () => {
    const response = await fetch(server.url, {
      method: 'POST',
      headers: {
        'x-amz-target': 'AWSStepFunctions.Dance',
        authorization: 'AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/states/aws4_request',
      },
      body: '{}',
    });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('Dance');
  });
});
