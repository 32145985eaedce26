import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { GetQueueUrlCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { MODEL_ROUTER, RunningApp } from '../support/running-app.ts';

/** The synthesized app with real bundles, the real SDK inside them, and the Bedrock stand-in. */
let app: RunningApp;
beforeAll(async () => {
  app = await RunningApp.start();
});
afterAll(() => app.stop());
beforeEach(() => app.afresh());

const route = (request: object) => app.execute(MODEL_ROUTER, request);
const aws = () => ({
  endpoint: app.cloud.url,
  region: 'us-east-1',
  credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
});

describe('model-router on the local cloud', () => {
  it.each([
    ['What is the capital of Australia?', 'haiku'],
    ['Write a friendly e-mail to my landlord asking for a repair of the heating.', 'sonnet'],
    [
      'Design a multi-region payment service that never charges twice, keeps EU data in the EU and costs under $40,000 a month; compare two architectures and justify one.',
      'opus',
    ],
  ])('answers "%s" with %s', async (prompt, tier) => {
    const { status, parsed } = await route({ prompt });
    expect({ status, parsed }).toMatchObject({
      status: 'SUCCEEDED',
      parsed: { answer: expect.any(String), model: { tier }, route: { strategy: 'content' }, servedFrom: 'primary' },
    });
    const { usage, costUsd } = parsed as { usage: { inputTokens: number; outputTokens: number }; costUsd: number };
    expect(usage.inputTokens).toBeGreaterThan(0);
    expect(costUsd).toBeGreaterThan(0);
  });

  it('goes up a tier when the classifier fails', async () => {
    await app.faults([{ model: '*haiku*', promptId: 'classify*', error: 'ServiceUnavailableException', rate: 1 }]);
    expect((await route({ prompt: 'hello' })).parsed).toMatchObject({
      model: { tier: 'sonnet' },
      route: { tier: 'sonnet' },
    });
  });

  it('answers from sonnet after two throttled attempts', async () => {
    await app.faults([{ model: '*sonnet*', error: 'ThrottlingException', rate: 1, times: 2, latencyMs: 0 }]);
    const { executionArn = '', parsed } = await route({ prompt: 'hello', tier: 'sonnet' });
    expect(parsed).toMatchObject({
      model: { tier: 'sonnet' },
      attempts: [{ outcome: 'answered' }],
      servedFrom: 'primary',
    });
    const types = await app.eventTypes(executionArn);
    expect(types.filter((type) => type === 'TaskFailed')).toHaveLength(2);
  });

  it('answers from the next model when sonnet fails for good, and tells the story', async () => {
    await app.faults([{ model: '*sonnet*', error: 'ServiceUnavailableException', rate: 1 }]);
    expect((await route({ prompt: 'hello', tier: 'sonnet' })).parsed).toMatchObject({
      model: { tier: 'haiku' },
      servedFrom: 'fallback',
      attempts: [
        { modelId: expect.stringContaining('us.anthropic.claude-sonnet'), outcome: 'ServiceUnavailableException' },
        { modelId: expect.stringContaining('global.anthropic.claude-sonnet'), outcome: 'ServiceUnavailableException' },
        { outcome: 'answered' },
      ],
    });
  });

  it('fails as ModelUnavailable when every model is down', async () => {
    await app.faults([{ model: '*', error: 'InternalServerException', rate: 1 }]);
    const { status, error, cause } = await route({ prompt: 'hello' });
    expect({ status, error }).toEqual({ status: 'FAILED', error: 'ModelUnavailable' });
    expect(JSON.parse(cause ?? '')).toMatchObject({
      tried: [/us.*sonnet/, /global.*sonnet/, /us.*haiku/, /global.*haiku/].map((id) => expect.stringMatching(id)),
    });
  });

  it('returns JSON that fits a schema, and repairs a malformed answer', async () => {
    const responseSchema = {
      type: 'object',
      properties: { city: { type: 'string' } },
      required: ['city'],
      additionalProperties: false,
    };
    await app.faults([{ model: '*haiku*', error: 'malformed', rate: 1, times: 1 }]);
    const { parsed } = await route({ prompt: 'Which city?', tier: 'haiku', responseSchema });
    expect(parsed).toMatchObject({ answer: { city: expect.any(String) }, servedFrom: 'primary' });
  });

  it('carries a large prompt through S3 and a large answer out of it', async () => {
    const { status, parsed } = await route({
      prompt: `How many words has this text? ${'word '.repeat(30_000)}`,
      tier: 'haiku',
    });
    expect({ status, parsed }).toMatchObject({ status: 'SUCCEEDED', parsed: { answer: expect.any(String) } });
  });
});

describe('the unmodified Step Functions SDK', () => {
  const VARIABLES = { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'any', AWS_SECRET_ACCESS_KEY: 'any' };

  it('starts, describes, lists, stops and reads histories with nothing but its environment set', async () => {
    const before = { ...process.env };
    Object.assign(process.env, VARIABLES, { AWS_ENDPOINT_URL: app.cloud.url });
    try {
      const client = new SFNClient();
      const { stateMachines = [] } = await client.send(new ListStateMachinesCommand());
      expect(stateMachines.map(({ name }) => name).sort()).toEqual([
        'agent-loop',
        'document-processing',
        'model-router',
        'research-report',
      ]);
      const stateMachineArn = MODEL_ROUTER;
      const input = JSON.stringify({ prompt: 'hello', tier: 'haiku' });
      const { executionArn = '' } = await client.send(
        new StartExecutionCommand({ stateMachineArn, name: 'by-environment', input }),
      );
      await client.send(new StopExecutionCommand({ executionArn, error: 'Enough' }));
      expect(await client.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({
        status: 'ABORTED',
        input,
      });
      const { executions = [] } = await client.send(
        new ListExecutionsCommand({ stateMachineArn, statusFilter: 'ABORTED' }),
      );
      expect(executions.map(({ name }) => name)).toEqual(['by-environment']);
      const { events = [] } = await client.send(new GetExecutionHistoryCommand({ executionArn }));
      expect(events.at(-1)).toMatchObject({
        type: 'ExecutionAborted',
        executionAbortedEventDetails: { error: 'Enough' },
      });
      client.destroy();
    } finally {
      process.env = before;
    }
  });
});

describe('bad input', () => {
  it.each([
    [{}, /prompt: is missing/],
    [{ prompt: 'p', tier: 'gpt' }, /tier.*haiku, sonnet, opus/],
    [{ prompt: 'p', taskType: 'paint' }, /taskType.*classify, generate, analyze/],
    [{ prompt: 'p', colour: 'red' }, /colour/],
    [{ prompt: 7, maxTokens: 'many' }, /prompt.*maxTokens|maxTokens.*prompt/],
    ['just text', /must be/],
  ])('%j fails as InvalidInput that names each field', async (input, message) => {
    const { status, error, cause } = await route(input as object);
    expect({ status, error }).toEqual({ status: 'FAILED', error: 'InvalidInput' });
    expect(cause).toMatch(message);
  });

  it('refuses 300 KB and malformed JSON at the API, and goes on', async () => {
    const start = (input: string) =>
      app.client.send(new StartExecutionCommand({ stateMachineArn: MODEL_ROUTER, input }));
    await expect(start(JSON.stringify({ prompt: 'x'.repeat(300_000) }))).rejects.toMatchObject({
      name: 'ValidationException',
    });
    await expect(start('{"prompt":')).rejects.toMatchObject({ name: 'InvalidExecutionInput' });
    expect((await route({ prompt: 'hello', tier: 'haiku' })).status).toBe('SUCCEEDED');
  });
});

describe('EventBridge', () => {
  const send = (detail: unknown) => {
    const client = new EventBridgeClient(aws());
    const Entries = [{ Source: 'signalbox', DetailType: 'ModelRequest', Detail: JSON.stringify(detail) }];
    return client.send(new PutEventsCommand({ Entries })).finally(() => client.destroy());
  };
  const arns = async () => {
    const { executions = [] } = await app.client.send(new ListExecutionsCommand({ stateMachineArn: MODEL_ROUTER }));
    return executions.map(({ executionArn = '' }) => executionArn);
  };

  it('starts the router from a ModelRequest', async () => {
    const before = new Set(await arns());
    expect(await send({ prompt: 'hello', tier: 'opus' })).toMatchObject({ FailedEntryCount: 0 });
    let started: string | undefined;
    while (started === undefined) started = (await arns()).find((arn) => !before.has(arn));
    expect((await app.described(started)).parsed).toMatchObject({ model: { tier: 'opus' } });
  });
});

describe('the other services on the same port', () => {
  it('knows the app’s queue and bucket', async () => {
    const sqs = new SQSClient(aws());
    const s3 = new S3Client(aws());
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'signalbox-undelivered-events' }));
    expect(QueueUrl).toContain(app.cloud.url);
    expect((await sqs.send(new ReceiveMessageCommand({ QueueUrl }))).Messages ?? []).toEqual([]);
    const missing = s3.send(new GetObjectCommand({ Bucket: 'signalbox-claims-000000000000-us-east-1', Key: 'none' }));
    await expect(missing).rejects.toMatchObject({ name: 'NoSuchKey' });
    sqs.destroy();
    s3.destroy();
  });

  it('lists the model calls of the run, and counts resources when healthy', async () => {
    const calls = (await (await fetch(`${app.cloud.url}/_local/bedrock/calls`)).json()) as {
      model: string;
      promptId: string;
    }[];
    expect(calls).toContainEqual(expect.objectContaining({ promptId: 'classify-complexity@1' }));
    const health = await fetch(`${app.cloud.url}/_local/health`);
    expect(health.status).toBe(200);
    expect(await health.json()).toMatchObject({
      resources: {
        'AWS::Lambda::Function': expect.any(Number),
        'AWS::DynamoDB::Table': 8,
        'AWS::StepFunctions::StateMachine': 4,
      },
    });
  });

  it('had nothing to complain about', () => {
    expect(app.problems).toEqual([]);
  });
});
