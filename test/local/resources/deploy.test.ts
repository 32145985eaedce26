import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DescribeTableCommand, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { PublishCommand } from '@aws-sdk/client-sns';
import { GetQueueAttributesCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { deploy } from '../../../local/resources/deploy.ts';
import { readAssembly } from '../../../local/template/assembly.ts';
import { simulatedClock } from '../../support/simulated-clock.ts';
import { assemblyOf, writeAssembly } from '../template/assemblies.ts';
import { localServices } from './local-services.ts';

const removals: (() => void)[] = [];
let services: Awaited<ReturnType<typeof localServices>>;
beforeAll(async () => {
  services = await localServices(simulatedClock());
});
afterAll(async () => {
  await services.close();
  removals.forEach((remove) => remove());
});

let count = 0;
/** Deploys one stack of these resources. */
async function deployResources(resources: object, options: { assets?: Record<string, string>; files?: object } = {}) {
  const template = { Resources: resources };
  const files = assemblyOf({ [`Stack${(count += 1)}`]: { template, assets: options.assets } });
  const { directory, remove } = writeAssembly({ ...files, ...options.files });
  removals.push(remove);
  const { resources: built } = await deploy(readAssembly(directory), services.cloud);
  return Object.fromEntries(built.map((resource) => [resource.logicalId, resource]));
}

const KEY = {
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
};

describe('deploy', () => {
  it.each(['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'])('creates %s that stores items', async (Type) => {
    const properties = {
      ...KEY,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [...KEY.AttributeDefinitions, { AttributeName: 'day', AttributeType: 'S' }],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'by-day',
          KeySchema: [{ AttributeName: 'day', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
      TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
      ...(Type.endsWith('GlobalTable') && { Replicas: [{ Region: 'us-east-1' }] }),
    };
    const { Orders } = await deployResources({ Orders: { Type, Properties: properties } });
    const TableName = Orders!.ref;
    expect(TableName).toMatch(/^Stack\d+-Orders-[A-Z0-9]{12}$/);
    const client = await services.cloud.clients.dynamodb();
    await client.send(new PutItemCommand({ TableName, Item: { id: { S: '1' }, total: { N: '7' } } }));
    const { Item } = await client.send(new GetItemCommand({ TableName, Key: { id: { S: '1' } } }));
    expect(Item).toEqual({ id: { S: '1' }, total: { N: '7' } });
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    expect(Table?.TableArn).toBe(Orders!.attributes['Arn']);
    expect(Table?.GlobalSecondaryIndexes).toHaveLength(1);
  });

  it('creates queues whose URLs lead to the local endpoint, and a dead-letter queue', async () => {
    const { Jobs, Failed } = await deployResources({
      Jobs: {
        Type: 'AWS::SQS::Queue',
        Properties: {
          VisibilityTimeout: 7,
          RedrivePolicy: { maxReceiveCount: 3, deadLetterTargetArn: { 'Fn::GetAtt': ['Failed', 'Arn'] } },
        },
      },
      Failed: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'failed.fifo', FifoQueue: true } },
    });
    expect(Failed).toMatchObject({
      ref: `${services.cloud.endpoint}/000000000000/failed.fifo`,
      attributes: { Arn: 'arn:aws:sqs:us-east-1:000000000000:failed.fifo', QueueName: 'failed.fifo' },
    });
    const client = await services.cloud.clients.sqs();
    const QueueUrl = Jobs!.ref;
    const { Attributes } = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
    expect(Attributes).toMatchObject({ VisibilityTimeout: '7' });
    expect(JSON.parse(Attributes!['RedrivePolicy']!)).toMatchObject({ maxReceiveCount: 3 });
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'hello' }));
    expect((await client.send(new ReceiveMessageCommand({ QueueUrl }))).Messages?.[0]?.Body).toBe('hello');
  });

  it('creates topics with subscriptions', async () => {
    const { Topic, Inbox } = await deployResources({
      Topic: { Type: 'AWS::SNS::Topic', Properties: { DisplayName: 'News' } },
      Inbox: { Type: 'AWS::SQS::Queue' },
      Link: {
        Type: 'AWS::SNS::Subscription',
        Properties: {
          TopicArn: { Ref: 'Topic' },
          Protocol: 'sqs',
          Endpoint: { 'Fn::GetAtt': ['Inbox', 'Arn'] },
          RawMessageDelivery: true,
        },
      },
    });
    const sns = await services.cloud.clients.sns();
    await sns.send(new PublishCommand({ TopicArn: Topic!.ref, Message: 'news' }));
    const sqs = await services.cloud.clients.sqs();
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: Inbox!.ref }));
    expect(Messages?.[0]?.Body).toBe('news');
  });

  it('creates buckets', async () => {
    const { Files } = await deployResources({ Files: { Type: 'AWS::S3::Bucket' } });
    expect(Files!.ref).toMatch(/^stack\d+-files-[a-z0-9]{12}$/);
    expect(Files!.attributes).toMatchObject({ Arn: `arn:aws:s3:::${Files!.ref}` });
    const client = await services.cloud.clients.s3();
    await client.send(new PutObjectCommand({ Bucket: Files!.ref, Key: 'a/b.txt', Body: 'text' }));
    const { Body } = await client.send(new GetObjectCommand({ Bucket: Files!.ref, Key: 'a/b.txt' }));
    expect(await Body?.transformToString()).toBe('text');
  });

  it('creates functions from assets and from inline code, with versions and aliases', async () => {
    const code = (S3Key: string) => ({ S3Bucket: { 'Fn::Sub': 'cdk-assets-${AWS::Region}' }, S3Key });
    const { Hello, Live } = await deployResources(
      {
        Hello: {
          Type: 'AWS::Lambda::Function',
          Properties: {
            FunctionName: 'hello',
            Runtime: 'nodejs24.x',
            Handler: 'index.handler',
            Code: code('abc.zip'),
            MemorySize: '256',
            Timeout: 10,
            Environment: { Variables: { TABLE: { Ref: 'Log' } } },
            Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
          },
        },
        V1: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Hello' } } },
        Live: {
          Type: 'AWS::Lambda::Alias',
          Properties: {
            FunctionName: { Ref: 'Hello' },
            FunctionVersion: { 'Fn::GetAtt': ['V1', 'Version'] },
            Name: 'live',
          },
        },
        Inline: {
          Type: 'AWS::Lambda::Function',
          Properties: {
            FunctionName: 'inline',
            Runtime: 'nodejs22.x',
            Handler: 'index.handler',
            Code: { ZipFile: 'exports.handler = async () => 5;' },
          },
        },
        Role: { Type: 'AWS::IAM::Role', Properties: {} },
        Log: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/app' } },
      },
      {
        assets: { 'abc.zip': 'asset.abc' },
        files: { 'asset.abc/index.mjs': 'export const handler = async () => process.env.TABLE;' },
      },
    );
    expect(Hello).toMatchObject({
      ref: 'hello',
      attributes: { Arn: 'arn:aws:lambda:us-east-1:000000000000:function:hello' },
    });
    expect(services.cloud.functions.get('hello').configuration).toMatchObject({ memoryMb: 256, timeoutSeconds: 10 });
    const result = await services.cloud.functions.invoke(Live!.ref, '{}');
    expect(result).toMatchObject({ payload: '"/app"', executedVersion: '1' });
    expect(await services.cloud.functions.invoke('inline', '{}')).toMatchObject({ payload: '5' });
  });

  it('creates state machines from text, from an object and from an asset, with substitutions', async () => {
    const definition = {
      StartAt: 'A',
      States: { A: { Type: 'Task', Resource: '${Work}', End: true, Comment: '${x}' } },
    };
    const machine = (name: string, properties: object) => ({
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: {
        StateMachineName: name,
        RoleArn: 'arn:role',
        DefinitionSubstitutions: { Work: 'arn:work' },
        ...properties,
      },
    });
    const built = await deployResources(
      {
        Text: machine('text', {
          DefinitionString: { 'Fn::Join': ['', [JSON.stringify(definition)]] },
          LoggingConfiguration: {
            Level: 'ALL',
            IncludeExecutionData: false,
            Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: 'arn:log' } }],
          },
          TracingConfiguration: { Enabled: true },
          Tags: [{ Key: 'team', Value: 'a' }],
        }),
        Object: machine('object', { Definition: definition, StateMachineType: 'EXPRESS' }),
        Asset: machine('asset', { DefinitionS3Location: { Bucket: 'b', Key: 'def.json' } }),
      },
      { assets: { 'def.json': 'asset.def.json' }, files: { 'asset.def.json': definition } },
    );
    expect(built['Text']).toMatchObject({
      ref: 'arn:aws:states:us-east-1:000000000000:stateMachine:text',
      attributes: { Name: 'text' },
    });
    expect(services.machines.map((created) => [created.name, created.type])).toEqual([
      ['text', 'STANDARD'],
      ['object', 'EXPRESS'],
      ['asset', 'STANDARD'],
    ]);
    for (const created of services.machines) {
      expect(JSON.parse(created.definition)).toMatchObject({
        States: { A: { Resource: 'arn:work', Comment: '${x}' } },
      });
    }
    expect(services.machines[0]).toMatchObject({
      loggingConfiguration: {
        level: 'ALL',
        includeExecutionData: false,
        destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: 'arn:log' } }],
      },
      tracingConfiguration: { enabled: true },
      tags: { team: 'a' },
    });
  });

  it('passes exports from stack to stack, in the order of their dependencies', async () => {
    const storage = {
      Resources: { Role: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'reader' } } },
      Outputs: { RoleArn: { Value: { 'Fn::GetAtt': ['Role', 'Arn'] }, Export: { Name: 'Storage:Role' } } },
    };
    const user = { Resources: {}, Outputs: { Used: { Value: { 'Fn::ImportValue': 'Storage:Role' } } } };
    const files = assemblyOf({ User: { template: user, dependencies: ['Storage'] }, Storage: { template: storage } });
    const { directory, remove } = writeAssembly(files);
    removals.push(remove);
    const { outputs } = await deploy(readAssembly(directory), services.cloud);
    expect(outputs).toEqual({
      Storage: { RoleArn: 'arn:aws:iam::000000000000:role/reader' },
      User: { Used: 'arn:aws:iam::000000000000:role/reader' },
    });
  });

  it('passes outputs that are not exported from stack to stack, too', async () => {
    const storage = {
      Resources: { Role: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'reader' } } },
      Outputs: { RoleArn: { Value: { 'Fn::GetAtt': ['Role', 'Arn'] } } },
    };
    const output = { StackName: 'Storage', OutputName: 'RoleArn', Region: { Ref: 'AWS::Region' } };
    const user = { Resources: {}, Outputs: { Used: { Value: { 'Fn::GetStackOutput': output } } } };
    const files = assemblyOf({ User: { template: user, dependencies: ['Storage'] }, Storage: { template: storage } });
    const { directory, remove } = writeAssembly(files);
    removals.push(remove);
    const { outputs } = await deploy(readAssembly(directory), services.cloud);
    expect(outputs['User']).toEqual({ Used: 'arn:aws:iam::000000000000:role/reader' });
  });

  it('lists every unsupported type before it builds anything', async () => {
    const before = services.machines.length;
    const deploying = deployResources({
      Machine: { Type: 'AWS::StepFunctions::StateMachine', Properties: { DefinitionString: '{}', RoleArn: 'r' } },
      Database: { Type: 'AWS::RDS::DBInstance' },
      Cleaner: { Type: 'Custom::S3AutoDeleteObjects' },
    });
    await expect(deploying).rejects.toThrow(
      /AWS::RDS::DBInstance {2}Database in stack Stack\d+\n {2}Custom::S3AutoDeleteObjects {2}Cleaner in stack Stack\d+\n.*local\/resources\/builders\.ts/,
    );
    expect(services.machines).toHaveLength(before);
  });

  it.each([
    [
      'AWS::Lambda::Function',
      { Runtime: 'python3.13', Handler: 'a.b', Code: {} },
      'Runtime python3.13 cannot run here',
    ],
    [
      'AWS::Lambda::Function',
      { Runtime: 'nodejs24.x', Layers: ['arn'], Handler: 'a.b' },
      'property Layers is not supported here',
    ],
    ['AWS::Lambda::Function', { Runtime: 'nodejs24.x', Handler: 'a.b', Code: { S3Key: 'x' } }, 'asset x is unknown'],
    ['AWS::StepFunctions::StateMachine', { DefinitionString: '{}' }, 'property RoleArn is missing'],
    ['AWS::StepFunctions::StateMachine', { RoleArn: 'r' }, 'one of DefinitionString, Definition, DefinitionS3Location'],
    ['AWS::Events::Rule', { ScheduleExpression: 'rate(1 hour)' }, 'property ScheduleExpression is not supported here'],
    ['AWS::Events::Rule', { EventPattern: { source: [{ like: 'x' }] } }, 'Unrecognized match type like'],
    ['AWS::Events::Rule', { Targets: [{ Arn: 'arn:aws:ecs:x', Id: 'x' }] }, 'target arn:aws:ecs:x is not supported'],
    [
      'AWS::S3::Bucket',
      { NotificationConfiguration: { TopicConfigurations: [] } },
      'property NotificationConfiguration.TopicConfigurations is not supported here',
    ],
    ['AWS::SQS::Queue', { VisibilityTimeout: 99999 }, 'VisibilityTimeout'],
  ])('names the resource and the cause when %s has %j', async (Type, Properties, message) => {
    const deploying = deployResources({ Wrong: { Type, Properties } });
    await expect(deploying).rejects.toThrow(`resource Wrong (${Type})`);
    await expect(deployResources({ Wrong: { Type, Properties } })).rejects.toThrow(message);
  });
});
