import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DeleteStateMachineCommand } from '@aws-sdk/client-sfn';
import { ReceiveMessageCommand, SQSClient, type Message } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { RunningApp } from '../support/running-app.ts';
import { assemblyOf, writeAssembly } from './template/assemblies.ts';

/** An app that is not ours: functions that misbehave, a table, a rule with a dead-letter queue. */
const CODE = `
const what = {
  ok: (event) => ({ got: event.value }),
  throws: () => { throw Object.assign(new Error('no luck'), { name: 'Unlucky' }); },
  hangs: () => { for (;;); },
  exits: () => process.exit(3),
  kills: () => process.kill(process.pid, 'SIGKILL'),
  circular: () => { const a = {}; a.a = a; return a; },
};
exports.handler = async (event) => what[event.do](event);
`;
const arn = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });
const join = (...parts: unknown[]) => ({ 'Fn::Join': ['', parts] });
const role = { Type: 'AWS::IAM::Role', Properties: {} };
const machine = (name: string, ...definition: unknown[]) => ({
  Type: 'AWS::StepFunctions::StateMachine',
  Properties: { StateMachineName: name, RoleArn: arn('Role'), DefinitionString: join(...definition) },
});
const template = {
  Resources: {
    Role: role,
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: 'misbehaving',
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Timeout: 1,
        Role: arn('Role'),
        Code: { S3Bucket: 'assets', S3Key: 'abc.zip' },
      },
    },
    Table: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        TableName: 'notes',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        BillingMode: 'PAY_PER_REQUEST',
      },
    },
    Caller: machine(
      'caller',
      '{"StartAt":"Call","States":{"Call":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"',
      arn('Function'),
      '","Payload.$":"$"},"OutputPath":"$.Payload","End":true}}}',
    ),
    Notes: machine(
      'notes',
      '{"QueryLanguage":"JSONata","StartAt":"Put","States":{"Put":{"Type":"Task","Resource":"arn:aws:states:::dynamodb:putItem","Arguments":{"TableName":"',
      { Ref: 'Table' },
      '","Item":{"id":{"S":"{% $states.input.id %}"}},"ConditionExpression":"attribute_not_exists(id)"},"Next":"Get"},"Get":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:dynamodb:getItem","Arguments":{"TableName":"',
      { Ref: 'Table' },
      '","Key":{"id":{"S":"{% $states.context.Execution.Input.id %}"}}},"Output":"{% $states.result.Item.id.S %}","End":true}}}',
    ),
    Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'dead-letters' } },
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        EventPattern: { source: ['test'] },
        Targets: [
          { Id: 'caller', Arn: { Ref: 'Caller' }, RoleArn: arn('Role'), DeadLetterConfig: { Arn: arn('Queue') } },
        ],
      },
    },
  },
};

let app: RunningApp;
let files: ReturnType<typeof writeAssembly>;
beforeAll(async () => {
  files = writeAssembly({
    ...assemblyOf({ Strange: { template, assets: { 'abc.zip': 'asset.abc' } } }),
    'asset.abc/index.js': CODE,
  });
  app = await RunningApp.start({ app: files.directory });
});
afterAll(async () => {
  await app.stop();
  files.remove();
});

const machineArn = (name: string) => `arn:aws:states:us-east-1:000000000000:stateMachine:${name}`;
const aws = () => ({
  endpoint: app.cloud.url,
  region: 'us-east-1',
  credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
});

describe('a function that misbehaves', () => {
  it.each([
    ['throws', 'Unlucky', /no luck/],
    ['hangs', 'Sandbox.Timedout', /Task timed out after 1.00 seconds/],
    ['exits', 'Runtime.ExitError', /exit/i],
    ['circular', 'Runtime.MarshalError', /circular|JSON/i],
  ])('%s: the execution fails as %s, and others go on', async (what, error, cause) => {
    const [failed, other] = await Promise.all([
      app.execute(machineArn('caller'), { do: what }),
      app.execute(machineArn('caller'), { do: 'ok', value: 7 }),
    ]);
    expect(failed).toMatchObject({ status: 'FAILED', error });
    expect(failed.cause).toMatch(cause);
    expect(other).toMatchObject({ status: 'SUCCEEDED', parsed: { got: 7 } });
  });

  it('cannot kill the server', async () => {
    await app.execute(machineArn('caller'), { do: 'kills' });
    expect(await app.execute(machineArn('caller'), { do: 'ok', value: 1 })).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('is invoked through the Lambda API as well', async () => {
    const client = new LambdaClient(aws());
    const invoke = (payload: string) =>
      client.send(new InvokeCommand({ FunctionName: 'misbehaving', Payload: Buffer.from(payload), LogType: 'Tail' }));
    const answer = await invoke('{"do":"ok","value":2}');
    expect(answer).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' });
    expect(answer.FunctionError).toBeUndefined();
    expect(Buffer.from(answer.Payload ?? []).toString()).toBe('{"got":2}');
    expect(Buffer.from(answer.LogResult ?? '', 'base64').toString()).toContain('REPORT RequestId');
    expect(await invoke('{"do":"throws"}')).toMatchObject({ FunctionError: 'Unhandled' });
    await expect(invoke('not json')).rejects.toMatchObject({ name: 'InvalidRequestContentException' });
    client.destroy();
  });
});

describe('integrations', () => {
  it('reach DynamoDB through the real SDK and report its errors as AWS does', async () => {
    expect(await app.execute(machineArn('notes'), { id: 'a' })).toMatchObject({ status: 'SUCCEEDED', parsed: 'a' });
    const again = await app.execute(machineArn('notes'), { id: 'a' });
    expect(again).toMatchObject({ status: 'FAILED', error: 'DynamoDB.ConditionalCheckFailedException' });
    expect(again.cause).toMatch(
      /\(Service: AmazonDynamoDBv2; Status Code: 400; Error Code: ConditionalCheckFailedException; Request ID: .+; Proxy: null\)/,
    );
  });
});

describe('a rule whose target is gone', () => {
  it('hands the event to the dead-letter queue', async () => {
    await app.client.send(new DeleteStateMachineCommand({ stateMachineArn: machineArn('caller') }));
    const events = new EventBridgeClient(aws());
    const sqs = new SQSClient(aws());
    await events.send(
      new PutEventsCommand({ Entries: [{ Source: 'test', DetailType: 'Any', Detail: '{"lost":true}' }] }),
    );
    let message: Message | undefined;
    while (!message) {
      const request = new ReceiveMessageCommand({
        QueueUrl: `${app.cloud.url}/000000000000/dead-letters`,
        MessageAttributeNames: ['All'],
      });
      [message] = (await sqs.send(request)).Messages ?? [];
    }
    expect(JSON.parse(message.Body ?? '')).toMatchObject({ detail: { lost: true } });
    expect(message.MessageAttributes).toMatchObject({ TARGET_ARN: { StringValue: machineArn('caller') } });
    events.destroy();
    sqs.destroy();
  });
});

describe('an app that cannot run here', () => {
  it('names every unsupported resource and the file to extend, and leaves the port free', async () => {
    const unsupported = { Resources: { Pool: { Type: 'AWS::Cognito::IdentityPool' }, Vpc: { Type: 'AWS::EC2::VPC' } } };
    const folder = writeAssembly(assemblyOf({ Odd: { template: unsupported } }));
    await expect(RunningApp.start({ app: folder.directory })).rejects.toThrow(
      /AWS::Cognito::IdentityPool[^]*AWS::EC2::VPC[^]*local\/resources\/builders\.ts/,
    );
    folder.remove();
  });

  it.each([
    ['is missing', {}, /manifest\.json[^]*npm run synth/],
    ['is broken', { 'manifest.json': '{"artifacts":' }, /manifest\.json[^]*npm run synth/],
  ])('says what is wrong with a cdk.out that %s', async (_what, broken, message) => {
    const folder = writeAssembly(broken);
    await expect(RunningApp.start({ app: folder.directory })).rejects.toThrow(message);
    folder.remove();
  });
});
