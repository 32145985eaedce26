import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { deploy } from '../../../../local/resources/deploy.ts';
import { EventBus } from '../../../../local/resources/events/event-bus.ts';
import { readAssembly } from '../../../../local/template/assembly.ts';
import { MemoryStore } from '../../../../local/store/memory-store.ts';
import { settle, simulatedClock } from '../../../support/simulated-clock.ts';
import { assemblyOf, writeAssembly } from '../../template/assemblies.ts';
import { localServices } from '../local-services.ts';

const MACHINE = 'arn:aws:states:us-east-1:000000000000:stateMachine:router';
const clock = simulatedClock();
let services: Awaited<ReturnType<typeof localServices>>;
let deadLetterQueue: string;
let inbox: string;

beforeAll(async () => {
  services = await localServices(clock);
  const rule = (detailType: string, target: object) => ({
    Type: 'AWS::Events::Rule',
    Properties: {
      Name: detailType,
      EventPattern: { source: ['signalbox'], 'detail-type': [detailType] },
      State: 'ENABLED',
      Targets: [{ Id: 'T0', ...target }],
    },
  });
  const template = {
    Resources: {
      Dead: { Type: 'AWS::SQS::Queue' },
      Inbox: { Type: 'AWS::SQS::Queue' },
      Start: rule('Start', {
        Arn: MACHINE,
        InputPath: '$.detail',
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['Dead', 'Arn'] } },
      }),
      Patient: rule('Patient', {
        Arn: MACHINE,
        RetryPolicy: { MaximumRetryAttempts: 2 },
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['Dead', 'Arn'] } },
      }),
      Queue: rule('Queue', { Arn: { 'Fn::GetAtt': ['Inbox', 'Arn'] }, Input: '{"fixed":true}' }),
      Code: rule('Code', { Arn: 'arn:aws:lambda:us-east-1:000000000000:function:gone' }),
      Off: {
        Type: 'AWS::Events::Rule',
        Properties: {
          EventPattern: { source: ['signalbox'] },
          State: 'DISABLED',
          Targets: [{ Id: 'x', Arn: MACHINE }],
        },
      },
      Own: { Type: 'AWS::Events::EventBus', Properties: { Name: 'own' } },
      OnOwn: {
        Type: 'AWS::Events::Rule',
        Properties: {
          Name: 'on-own',
          EventBusName: { Ref: 'Own' },
          EventPattern: { source: ['signalbox'] },
          Targets: [{ Id: 'x', Arn: MACHINE }],
        },
      },
    },
  };
  const { directory, remove } = writeAssembly(assemblyOf({ Events: { template } }));
  const { resources } = await deploy(readAssembly(directory), services.cloud);
  remove();
  const refs = Object.fromEntries(resources.map((resource) => [resource.logicalId, resource]));
  deadLetterQueue = refs['Dead']!.ref;
  inbox = refs['Inbox']!.ref;
  expect(refs['OnOwn']).toMatchObject({
    ref: 'own|on-own',
    attributes: { Arn: 'arn:aws:events:us-east-1:000000000000:rule/own/on-own' },
  });
});
afterAll(() => services.close());
beforeEach(() => {
  services.executions.length = 0;
  services.problems.length = 0;
});

function put(DetailType: string, detail: unknown = {}, more: object = {}) {
  return services.cloud.events.putEvents([
    { Source: 'signalbox', DetailType, Detail: JSON.stringify(detail), ...more },
  ]);
}

/** Waits for real sockets, whose turns nobody counts. */
async function received(QueueUrl: string) {
  const sqs = await services.cloud.clients.sqs();
  const command = new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5, MessageAttributeNames: ['All'] });
  return (await sqs.send(command)).Messages?.[0];
}

describe('putEvents', () => {
  it('starts the state machine of a matching rule, after its answer', async () => {
    const result = put('Start', { prompt: 'hi' });
    expect(result).toEqual({ FailedEntryCount: 0, Entries: [{ EventId: expect.stringMatching(/^[\da-f-]{36}$/) }] });
    expect(services.executions).toEqual([]);
    await settle();
    expect(services.executions).toEqual([
      { stateMachineArn: MACHINE, input: '{"prompt":"hi"}', name: expect.stringMatching(/^[\da-f-]{36}_[\da-f]{36}$/) },
    ]);
  });

  it('completes the event as EventBridge does', async () => {
    put('Patient', { a: 1 }, { Resources: ['arn:r'], Time: 1767225600 });
    await settle();
    expect(JSON.parse(services.executions[0]!.input!)).toEqual({
      version: '0',
      id: expect.any(String),
      'detail-type': 'Patient',
      source: 'signalbox',
      account: '000000000000',
      time: '2026-01-01T00:00:00Z',
      region: 'us-east-1',
      resources: ['arn:r'],
      detail: { a: 1 },
    });
  });

  it('sends to queues', async () => {
    put('Queue');
    expect((await received(inbox))?.Body).toBe('{"fixed":true}');
  });

  it('keeps the buses apart', async () => {
    put('Start', {}, { EventBusName: 'arn:aws:events:us-east-1:000000000000:event-bus/own' });
    await settle();
    expect(services.executions).toHaveLength(1);
    expect(put('Start', {}, { EventBusName: 'nobody' })).toMatchObject({
      FailedEntryCount: 1,
      Entries: [{ ErrorCode: 'InvalidArgument', ErrorMessage: 'Event bus nobody does not exist.' }],
    });
  });

  it('answers for each entry on its own', () => {
    const good = { Source: 's', DetailType: 't', Detail: '{}' };
    const { FailedEntryCount, Entries } = services.cloud.events.putEvents([
      good,
      { ...good, Source: undefined },
      { ...good, DetailType: '' },
      { ...good, Detail: undefined },
      { ...good, Detail: '{"a":' },
      { ...good, Detail: '[]' },
      { ...good, Source: 'aws.states' },
    ]);
    expect(FailedEntryCount).toBe(6);
    expect(Entries.map((entry) => ('ErrorCode' in entry ? `${entry.ErrorCode}: ${entry.ErrorMessage}` : 'ok'))).toEqual(
      [
        'ok',
        'InvalidArgument: Parameter Source is not valid. Reason: Source is a required argument.',
        'InvalidArgument: Parameter DetailType is not valid. Reason: DetailType is a required argument.',
        'InvalidArgument: Parameter Detail is not valid. Reason: Detail is a required argument.',
        'MalformedDetail: Detail is malformed.',
        'MalformedDetail: Detail is malformed.',
        'NotAuthorizedForSourceException: Not authorized for the source.',
      ],
    );
  });

  it.each([
    ['no entry', []],
    ['eleven entries', new Array(11).fill({ Source: 's', DetailType: 't', Detail: '{}' })],
    ['more than 256 KB', [{ Source: 's', DetailType: 't', Detail: JSON.stringify('x'.repeat(262_144)) }]],
  ])('refuses a request with %s', (_, entries) => {
    expect(() => services.cloud.events.putEvents(entries)).toThrow(
      expect.objectContaining({ name: 'ValidationException' }),
    );
  });
});

describe('a failed delivery', () => {
  it('is tried again, later each time', async () => {
    services.failures.push(new Error('busy'), new Error('busy'));
    const before = clock.slept.length;
    put('Patient');
    await clock.advance(10_000);
    expect(clock.slept.slice(before)).toEqual([1000, 2000]);
    expect(services.executions).toHaveLength(1);
  });

  it('ends in the dead-letter queue when its retries are exhausted', async () => {
    services.failures.push(new Error('busy'), new Error('busy'), new Error('still busy'));
    put('Patient', { a: 1 });
    await clock.advance(10_000);
    const message = await received(deadLetterQueue);
    expect(JSON.parse(message?.Body ?? '')).toMatchObject({ 'detail-type': 'Patient', detail: { a: 1 } });
    const attributes = Object.entries(message?.MessageAttributes ?? {}).map(([name, value]) => [
      name,
      value.StringValue,
    ]);
    expect(Object.fromEntries(attributes)).toEqual({
      RULE_ARN: 'arn:aws:events:us-east-1:000000000000:rule/Patient',
      TARGET_ARN: MACHINE,
      ERROR_CODE: 'ERROR_FROM_TARGET',
      ERROR_MESSAGE: 'still busy',
      RETRY_ATTEMPTS: '2',
      EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts',
    });
    expect(services.problems.join()).toContain('still busy; it is now in arn:aws:sqs');
  });

  it('goes there at once when trying again cannot help', async () => {
    services.failures.push(Object.assign(new Error('no such machine'), { name: 'StateMachineDoesNotExist' }));
    put('Start');
    const message = await received(deadLetterQueue);
    expect(message?.MessageAttributes).toMatchObject({
      ERROR_CODE: { StringValue: 'NO_RESOURCE' },
      RETRY_ATTEMPTS: { StringValue: '0' },
    });
  });

  it('is reported when there is no such queue', async () => {
    put('Code');
    await settle();
    expect(services.problems.join()).toMatch(/Function not found: .*function:gone; the rule has no dead-letter queue/);
  });
});

it('two rules that bring the same event to the same target bring it twice', async () => {
  const { events } = services.cloud;
  const target = { Id: 'T0', Arn: MACHINE };
  const rules = ['one', 'two'].map((name) =>
    events.putRule({ name, pattern: { source: ['twice'] }, targets: [target] }),
  );
  events.putEvents([{ Source: 'twice', DetailType: 'Twice', Detail: '{}' }]);
  await settle();
  expect(new Set(services.executions.map(({ name }) => name)).size).toBe(2);
  for (const { arn } of rules) events.deleteRule(arn);
});

describe('what has not arrived when the process ends', () => {
  const target = { Id: 'T0', Arn: MACHINE, RetryPolicy: { MaximumRetryAttempts: 2 } };
  /** A bus that calls nobody but writes down the deliveries, which fail as long as it is told. */
  function recordingBus(store: MemoryStore, failures = 0) {
    const calls: string[] = [];
    const call = (_target: object, _input: string, deliveryId: string): Promise<void> => {
      calls.push(deliveryId);
      return calls.length <= failures ? Promise.reject(new Error('busy')) : Promise.resolve();
    };
    const bus = new EventBus({ clock, store, target: { call, sendToQueue: () => Promise.resolve() } });
    return { bus, calls };
  }

  it('is brought by the next one, under the same id and with the retries that are left', async () => {
    const store = new MemoryStore();
    const first = recordingBus(store, Infinity);
    first.bus.putRule({ name: 'kept', pattern: { source: ['s'] }, targets: [target] });
    first.bus.putEvents([{ Source: 's', DetailType: 't', Detail: '{}' }]);
    await clock.advance(1500);
    first.bus.close();
    expect(first.calls).toHaveLength(2);

    const second = recordingBus(store, Infinity);
    second.bus.resume();
    await clock.advance(60_000);
    // Two retries in all: the one that was due when the first process ended, and the last.
    expect(second.calls).toEqual([first.calls[0]]);
    expect(store.listResources('delivery')).toEqual([]);
  });

  it('is nothing once it has arrived', async () => {
    const store = new MemoryStore();
    const first = recordingBus(store);
    first.bus.putRule({ name: 'kept', pattern: { source: ['s'] }, targets: [target] });
    first.bus.putEvents([{ Source: 's', DetailType: 't', Detail: '{}' }]);
    expect(store.listResources('delivery')).toHaveLength(1);
    await settle();
    const second = recordingBus(store);
    second.bus.resume();
    await settle();
    expect(second.calls).toEqual([]);
  });
});

describe('a rule with a path that EventBridge does not know', () => {
  it('is refused when it is made, not a day later', () => {
    const bus = new EventBus({
      clock: simulatedClock(),
      store: new MemoryStore(),
      target: { call: () => Promise.resolve(), sendToQueue: () => Promise.resolve() },
    });
    const target = { Id: 'one', Arn: 'arn:aws:sqs:us-east-1:000000000000:q', InputPath: '$..deep' };
    expect(() => bus.putRule({ name: 'odd', pattern: { source: ['a'] }, targets: [target] })).toThrow(/\$\.\.deep/);
  });
});
