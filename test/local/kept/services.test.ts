import {
  CreateEventBusCommand,
  DeleteRuleCommand,
  EventBridgeClient,
  ListEventBusesCommand,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import {
  CreateAliasCommand,
  CreateFunctionCommand,
  DeleteFunctionCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
  ListFunctionsCommand,
  PublishVersionCommand,
  UpdateFunctionCodeCommand,
} from '@aws-sdk/client-lambda';
import { CreateQueueCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { SqliteStore } from '../../../local/store/sqlite-store.ts';
import { callLogs } from '../../support/logs-api.ts';
import { contentsOf, copyFolder, removeFolders } from '../store/state-folder.ts';
import { assemblyOf, writeAssembly } from '../template/assemblies.ts';
import { KeptCloud } from './kept-cloud.ts';

let kept: KeptCloud;
let lambda: LambdaClient;
let events: EventBridgeClient;
const removals: (() => void)[] = [];
const start = async (next: Promise<KeptCloud>) => {
  kept = await next;
  const settings = {
    endpoint: kept.cloud.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  };
  lambda = new LambdaClient(settings);
  events = new EventBridgeClient(settings);
};
const kill = (app?: string) => start(kept.killed({ app }));
beforeEach(() => start(KeptCloud.start()));
afterEach(async () => {
  await kept.stop();
  removals.splice(0).forEach((remove) => remove());
  removeFolders();
});

function appOf(Resources: object, files = {}, assets = {}): string {
  const { directory, remove } = writeAssembly({
    ...assemblyOf({ Stack: { template: { Resources }, assets } }),
    ...files,
  });
  removals.push(remove);
  return directory;
}

describe('functions that were created through the API', () => {
  const answering = (text: string) =>
    zipSync({ 'index.mjs': strToU8(`export const handler = async () => '${text}' + process.env.MARK`) });
  const create = (FunctionName: string, text: string) =>
    lambda.send(
      new CreateFunctionCommand({
        FunctionName,
        Runtime: 'nodejs24.x',
        Role: 'arn:aws:iam::000000000000:role/any',
        Handler: 'index.handler',
        Timeout: 7,
        Environment: { Variables: { MARK: '!' } },
        Code: { ZipFile: answering(text) },
      }),
    );
  const answer = async (FunctionName: string) =>
    JSON.parse((await lambda.send(new InvokeCommand({ FunctionName }))).Payload?.transformToString() ?? '') as string;
  const codeFolders = (state: string) => readdirSync(join(state, 'functions')).length;

  it('are there after a kill, with their code, settings, versions and aliases', async () => {
    await create('greet', 'hello');
    const described = () => lambda.send(new GetFunctionConfigurationCommand({ FunctionName: 'greet' }));
    const { $metadata: _, ...before } = await described();
    await create('gone', 'no more');
    await lambda.send(new PublishVersionCommand({ FunctionName: 'greet' }));
    await lambda.send(new CreateAliasCommand({ FunctionName: 'greet', Name: 'live', FunctionVersion: '1' }));
    await lambda.send(new DeleteFunctionCommand({ FunctionName: 'gone' }));
    await kill();
    expect((await lambda.send(new ListFunctionsCommand())).Functions).toHaveLength(1);
    expect(await described()).toMatchObject(before);
    for (const name of ['greet', 'greet:1', 'greet:live']) expect(await answer(name)).toBe('hello!');

    await lambda.send(new UpdateFunctionCodeCommand({ FunctionName: 'greet', ZipFile: answering('bye') }));
    expect(codeFolders(kept.state)).toBe(2);
    await kill();
    expect(await answer('greet')).toBe('bye!');
    // Code that nobody has any more went at the start.
    expect(codeFolders(kept.state)).toBe(1);
    expect((await lambda.send(new PublishVersionCommand({ FunctionName: 'greet' }))).Version).toBe('2');
  });

  it('make way for one of a template, and come back no more', async () => {
    await create('greet', 'mine');
    const code = 'exports.handler = async () => "of the template"';
    const greet = {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: 'greet',
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Role: 'arn:aws:iam::000000000000:role/any',
        Code: { ZipFile: code },
      },
    };
    await kill(appOf({ Greet: greet }));
    expect(await answer('greet')).toBe('of the template');
    await kill();
    expect((await lambda.send(new ListFunctionsCommand())).Functions).toEqual([]);
  });

  it('are not started without their code: the folder is refused and left alone', async () => {
    await create('greet', 'hello');
    const torn = copyFolder(kept.state);
    rmSync(join(torn, 'functions'), { recursive: true });
    const before = contentsOf(torn);
    expect(() => new SqliteStore(torn)).toThrow(
      /needs the code of function greet, .*code-\w+, which is missing\. Move it/,
    );
    expect(contentsOf(torn)).toEqual(before);
  });
});

describe('EventBridge after a kill', () => {
  const pattern = JSON.stringify({ source: ['shop'] });
  const queue = (name: string) => ({ Id: name, Arn: `arn:aws:sqs:us-east-1:000000000000:${name}` });
  const ruleNames = async (EventBusName?: string) =>
    ((await events.send(new ListRulesCommand({ EventBusName }))).Rules ?? []).map(
      ({ Name, State }) => `${Name} ${State}`,
    );

  it('has buses, rules and targets that were made through the API, and they work', async () => {
    const sqs = await kept.clients.sqs();
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'inbox' }));
    await events.send(new CreateEventBusCommand({ Name: 'shop' }));
    const rule = { Name: 'orders', EventBusName: 'shop' };
    await events.send(new PutRuleCommand({ ...rule, EventPattern: pattern }));
    await events.send(new PutTargetsCommand({ Rule: 'orders', EventBusName: 'shop', Targets: [queue('inbox')] }));
    await events.send(new PutRuleCommand({ Name: 'off', EventPattern: pattern, State: 'DISABLED' }));
    await events.send(new PutRuleCommand({ Name: 'gone', EventPattern: pattern }));
    await events.send(new DeleteRuleCommand({ Name: 'gone' }));
    await kill();
    const { EventBuses } = await events.send(new ListEventBusesCommand());
    expect(EventBuses?.map(({ Name }) => Name)).toEqual(['default', 'shop']);
    expect(await ruleNames()).toEqual(['off DISABLED']);
    expect(await ruleNames('shop')).toEqual(['orders ENABLED']);
    const { Targets } = await events.send(new ListTargetsByRuleCommand({ Rule: 'orders', EventBusName: 'shop' }));
    expect(Targets).toEqual([queue('inbox')]);
    const Entries = [{ Source: 'shop', DetailType: 'Order', Detail: '{"id":1}', EventBusName: 'shop' }];
    await events.send(new PutEventsCommand({ Entries }));
    const receive = new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 });
    const { Messages = [] } = await (await kept.clients.sqs()).send(receive);
    expect(JSON.parse(Messages[0]?.Body ?? '')).toMatchObject({ detail: { id: 1 } });
  });

  it('has the rules of the template as it is now, and none of what it was', async () => {
    const rule = (Name: string, EventBusName?: string) => ({
      Type: 'AWS::Events::Rule',
      Properties: { Name, EventBusName, EventPattern: { source: ['shop'] }, Targets: [queue(Name)] },
    });
    const bus = { Type: 'AWS::Events::EventBus', Properties: { Name: 'theirs' } };
    await kill(appOf({ One: rule('one'), Two: rule('two'), Bus: bus }));
    await events.send(new PutRuleCommand({ Name: 'mine', EventPattern: pattern }));
    await events.send(new PutRuleCommand({ Name: 'three', EventPattern: pattern, State: 'DISABLED' }));
    await kill(appOf({ Two: rule('two'), Three: rule('three') }));
    expect(await ruleNames()).toEqual(['mine ENABLED', 'three ENABLED', 'two ENABLED']);
    expect((await events.send(new ListEventBusesCommand())).EventBuses).toHaveLength(1);
    await kill();
    expect(await ruleNames()).toEqual(['mine ENABLED']);
  });
});

describe('CloudWatch Logs after a kill', () => {
  const stream = { logGroupName: '/app/one', logStreamName: 'a' };
  const call = <T>(operation: string, input: object) => callLogs<T>(kept.cloud.url, operation, input);
  const put = (message: string, more = {}) =>
    call('PutLogEvents', { ...stream, logEvents: [{ timestamp: 1000, message }], ...more });
  const messages = async () => {
    const { events: found } = await call<{ events: { eventId: string; message: string }[] }>('FilterLogEvents', stream);
    return found.map(({ eventId, message }) => `${eventId} ${message}`);
  };

  it('has groups, streams and events; ids go on', async () => {
    for (const logGroupName of ['/app/one', '/app/gone']) await call('CreateLogGroup', { logGroupName });
    await call('DeleteLogGroup', { logGroupName: '/app/gone' });
    await call('PutRetentionPolicy', { logGroupName: '/app/one', retentionInDays: 7 });
    for (const logStreamName of ['a', 'b']) await call('CreateLogStream', { ...stream, logStreamName });
    await put('first');
    await put('of b', { logStreamName: 'b' });
    await call('DeleteLogStream', { ...stream, logStreamName: 'b' });
    await kill();
    expect(await call('DescribeLogGroups', {})).toMatchObject({
      logGroups: [{ logGroupName: '/app/one', retentionInDays: 7, storedBytes: 5 }],
    });
    expect(await call('DescribeLogStreams', { logGroupName: '/app/one' })).toMatchObject({
      logStreams: [{ logStreamName: 'a', firstEventTimestamp: 1000, lastEventTimestamp: 1000 }],
    });
    await put('second');
    expect(await messages()).toEqual(['1 first', '3 second']);
  });

  it('keeps no more than a group holds', async () => {
    await call('CreateLogGroup', stream);
    await call('CreateLogStream', stream);
    const logEvents = Array.from({ length: 400 }, (_, i) => ({ timestamp: i, message: `${i}` }));
    for (let batch = 0; batch < 20; batch++) await call('PutLogEvents', { ...stream, logEvents });
    const before = await messages();
    const store = new SqliteStore(copyFolder(kept.state));
    expect(store.listResources('logBatch').length).toBeLessThanOrEqual(5000 / 400 + 1);
    store.close();
    await kill();
    // A batch that was dropped in part is back as a whole.
    expect((await messages()).slice(-before.length)).toEqual(before);
  });
});
