import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { localService } from '../../../local/api/local-pages.ts';
import { startServer } from '../../../local/api/server.ts';
import type { RunningServer } from '../../../local/api/server.ts';
import { createCallLog } from '../../../local/models/call-log.ts';
import { createFaults } from '../../../local/models/faults.ts';
import { Inbox } from '../../../local/resources/notifications/inbox.ts';
import { MemoryStore } from '../../../local/store/memory-store.ts';
import { simulatedClock } from '../../support/simulated-clock.ts';

let built: Record<string, number> | undefined;
const calls = createCallLog();
const clock = simulatedClock();
const inbox = new Inbox({ clock, store: new MemoryStore() });
let server: RunningServer;

beforeAll(async () => {
  const faults = createFaults(() => 0);
  server = await startServer({ port: 0, services: [localService({ resources: () => built, faults, calls, inbox })] });
});
afterAll(() => server.close());

async function call(method: string, path: string, body?: string): Promise<[number, unknown]> {
  const answer = await fetch(`${server.url}/_local${path}`, { method, ...(body !== undefined && { body }) });
  return [answer.status, await answer.json()];
}

it('is healthy once the resources are built', async () => {
  expect(await call('GET', '/health')).toEqual([503, { status: 'starting' }]);
  built = { 'AWS::StepFunctions::StateMachine': 1 };
  expect(await call('GET', '/health')).toEqual([200, { status: 'ready', resources: built }]);
});

it('takes faults, lists them with their defaults, and clears them', async () => {
  const fault = { model: '*sonnet*', error: 'ThrottlingException', rate: 1, times: 3, latencyMs: 0 };
  const listed = [{ ...fault, midStream: false }];
  expect(await call('PUT', '/bedrock/faults', JSON.stringify([fault]))).toEqual([200, listed]);
  expect(await call('GET', '/bedrock/faults')).toEqual([200, listed]);
  expect(await call('DELETE', '/bedrock/faults')).toEqual([200, []]);
});

it('names each wrong field of a fault and keeps the faults it had', async () => {
  await call('PUT', '/bedrock/faults', '[{"model":"*","error":"slow","latencyMs":1}]');
  const wrong = [
    { model: '*', error: 'Slow' },
    { error: 'slow', rate: 2, times: 0, latencyMS: 5 },
  ];
  const [status, body] = await call('PUT', '/bedrock/faults', JSON.stringify(wrong));
  expect([status, body]).toMatchObject([400, { __type: 'ValidationException' }]);
  const { message } = body as { message: string };
  for (const part of [
    'faults[0].error: "Slow" is not a fault',
    'faults[1].model',
    'faults[1].rate',
    'faults[1].times',
    'latencyMS',
  ]) {
    expect(message).toContain(part);
  }
  expect(await call('PUT', '/bedrock/faults', '{}')).toMatchObject([400, {}]);
  expect(await call('PUT', '/bedrock/faults', '[{')).toMatchObject([400, { __type: 'SerializationException' }]);
  expect(await call('GET', '/bedrock/faults')).toMatchObject([200, [{ error: 'slow', latencyMs: 1 }]]);
});

it('lists and clears calls', async () => {
  const one = {
    model: 'm',
    promptId: null,
    operation: 'converse',
    outcome: 'ok',
    at: '2026-01-01T00:00:00.000Z',
    latencyMs: 1,
  };
  calls.add(one);
  expect(await call('GET', '/bedrock/calls')).toEqual([200, [one]]);
  expect(await call('DELETE', '/bedrock/calls')).toEqual([200, []]);
  expect(await call('GET', '/bedrock/calls')).toEqual([200, []]);
});

it('lists what people would have got, of all topics or of one, and clears it', async () => {
  const mail = (topic: string, message: string) => {
    const to = [{ protocol: 'email', endpoint: 'anna@example.com' }];
    inbox.receive({ topicArn: `arn:aws:sns:us-east-1:000000000000:${topic}`, to, subject: 'Hello', message });
    return { at: clock.now(), topic, to, subject: 'Hello', message };
  };
  const [one, two] = [mail('reviews', 'first'), mail('alarms', 'second')];
  expect(await call('GET', '/inbox')).toEqual([200, [one, two]]);
  expect(await call('GET', '/inbox?topic=alarms')).toEqual([200, [two]]);
  expect(await call('DELETE', '/inbox')).toEqual([200, []]);
  expect(await call('GET', '/inbox')).toEqual([200, []]);
});

it('keeps the newest 200 notifications', async () => {
  const topicArn = 'arn:aws:sns:us-east-1:000000000000:reviews';
  for (let number = 1; number <= 203; number++) inbox.receive({ topicArn, to: [], message: String(number) });
  const [, listed] = await call('GET', '/inbox');
  expect((listed as { message: string }[]).map(({ message }) => Number(message))).toEqual(
    Array.from({ length: 200 }, (_, index) => index + 4),
  );
});

it('names the pages and methods that there are', async () => {
  expect(await call('GET', '/nothing')).toEqual([
    404,
    { __type: 'NotFound', message: expect.stringContaining('/_local/health') },
  ]);
  expect(await call('POST', '/health')).toEqual([
    405,
    { __type: 'MethodNotAllowed', message: '/_local/health takes GET, not POST' },
  ]);
});
