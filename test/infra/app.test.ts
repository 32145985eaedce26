import { beforeAll, describe, expect, it } from '@jest/globals';
import { synthesize } from './synthesized.ts';
import type { Resource, Synthesized } from './synthesized.ts';

const SUPPORTED = [
  /^AWS::CDK::Metadata$/,
  /^AWS::CloudWatch::Alarm$/,
  /^AWS::DynamoDB::Table$/,
  /^AWS::Events::Rule$/,
  /^AWS::IAM::(Role|Policy)$/,
  /^AWS::Lambda::Function$/,
  /^AWS::Logs::LogGroup$/,
  /^AWS::S3::(Bucket|BucketPolicy)$/,
  /^AWS::SNS::(Topic|TopicPolicy)$/,
  /^AWS::SQS::(Queue|QueuePolicy)$/,
  /^AWS::StepFunctions::StateMachine$/,
];

const ASKS_MODELS = [
  'ANSWERS_TABLE',
  'BREAKERS_TABLE',
  'CACHED_ANSWER_SECONDS',
  'CLAIM_CHECK_BUCKET',
  'KEPT_ANSWER_SECONDS',
  'MODEL_IDS',
  'MODEL_TIMEOUT_SECONDS',
];

const READS_BREAKERS = ['BatchGetItem breakers', 'GetItem breakers', 'UpdateItem breakers'];

interface Statement {
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

describe('the synthesized app', () => {
  let app: Synthesized;
  beforeAll(() => {
    app = synthesize();
  });
  const ofType = (type: string) => app.resources.filter(({ Type }) => Type === type);
  const one = (type: string): Resource => {
    const [resource, ...others] = ofType(type);
    if (resource === undefined || others.length > 0)
      throw new Error(`expected one ${type}, found ${others.length + 1}`);
    return resource;
  };
  const statements = (role: RegExp) =>
    ofType('AWS::IAM::Policy')
      .filter(({ Properties }) => role.test(String(Properties.PolicyName)))
      .flatMap(({ Properties }) => (Properties.PolicyDocument as { Statement: Statement[] }).Statement);

  it('has only resources that the local cloud can build', () => {
    const unknown = app.resources
      .map(({ Type }) => Type)
      .filter((type) => !SUPPORTED.some((known) => known.test(type)));
    expect(unknown).toEqual([]);
  });

  it('names its functions, and passes each what its code requires', () => {
    const functions = ofType('AWS::Lambda::Function').map(({ Properties }) => [
      Properties.FunctionName,
      Object.keys((Properties.Environment as { Variables: object }).Variables).sort(),
    ]);
    expect(Object.fromEntries(functions)).toEqual({
      'signalbox-validate-request': ['CLAIM_CHECK_BUCKET'],
      'signalbox-classify-prompt': ASKS_MODELS,
      'signalbox-invoke-model': ASKS_MODELS,
      'signalbox-reserve-budget': ['BUDGETS_TABLE', 'RESERVATION_SECONDS'],
      'signalbox-settle-budget': ['BUDGETS_TABLE', 'RESERVATION_SECONDS'],
      'signalbox-record-lost-attempt': ['BREAKERS_TABLE'],
      'signalbox-operate-breakers': ['BREAKERS_TABLE', 'BREAKER_KEYS'],
    });
  });

  it.each([
    ['ValidateRequest', []],
    ['ClassifyPrompt', ['haiku']],
    ['InvokeModel', ['haiku', 'sonnet', 'opus']],
  ])('lets %s call the models of %j and no others, wherever their profile may run them', (role, tiers) => {
    const allowed = JSON.stringify(
      statements(new RegExp(role)).filter(({ Action }) => Action === 'bedrock:InvokeModel'),
    );
    const models = new Set(
      [...allowed.matchAll(/foundation-model\/anthropic\.claude-(\w+)-/g)].map(([, tier]) => tier),
    );
    expect([...models].sort()).toEqual([...tiers].sort());
    for (const tier of tiers) {
      expect(allowed).toContain(`inference-profile/us.anthropic.claude-${tier}-5-5`);
      for (const region of ['us-east-1', 'us-east-2', 'us-west-2']) {
        expect(allowed).toContain(`:bedrock:${region}::foundation-model/anthropic.claude-${tier}-5-5`);
      }
    }
  });

  it.each([
    ['ValidateRequest', ['s3:GetObject *', 's3:PutObject prompts/*']],
    ['ClassifyPrompt', ['s3:GetObject *']],
    ['InvokeModel', ['s3:GetObject *', 's3:PutObject answers/*']],
  ])('lets %s do in the claim-check bucket what it does and no more: %j', (role, allowed) => {
    const grants = statements(new RegExp(role)).filter(({ Action }) => String(Action).startsWith('s3:'));
    const keys = grants.map(({ Action, Resource }) => {
      const arn = JSON.stringify((Resource as { 'Fn::Join': [string, unknown[]] })['Fn::Join'][1].at(-1));
      return `${String(Action)} ${/^"\/(.*)"$/.exec(arn)?.[1] ?? arn}`;
    });
    expect(keys.sort()).toEqual(allowed);
  });

  it.each([
    ['ValidateRequest', []],
    ['ClassifyPrompt', [...READS_BREAKERS, 'BatchWriteItem answers', 'GetItem answers']],
    ['InvokeModel', [...READS_BREAKERS, 'BatchWriteItem answers', 'GetItem answers']],
    ['RecordLostAttempt', READS_BREAKERS],
    ['OperateBreakers', READS_BREAKERS],
    ['ReserveBudget', ['GetItem budgets', 'UpdateItem budgets']],
    ['SettleBudget', ['GetItem budgets', 'UpdateItem budgets']],
    ['ModelRouter', ['GetItem answers', 'GetItem breakers', 'UpdateItem breakers', 'GetItem claims', 'PutItem claims']],
  ])('lets %s do in tables what it does and no more: %j', (role, allowed) => {
    const grants = statements(new RegExp(role)).flatMap(({ Action, Resource }) => {
      const verbs = [Action].flat().filter((action) => action.startsWith('dynamodb:'));
      const tables = [Resource].flat().map((one) => /signalbox-(?:idempotency-)?(\w+)"/.exec(JSON.stringify(one))?.[1]);
      return verbs.flatMap((verb) => tables.map((table) => `${verb.slice('dynamodb:'.length)} ${table ?? 'any'}`));
    });
    expect([...new Set(grants)].sort()).toEqual([...allowed].sort());
  });

  it('lets functions tell of breakers only, not start workflows by an event', () => {
    const told = ofType('AWS::IAM::Policy')
      .flatMap(({ Properties }) => (Properties.PolicyDocument as { Statement: Statement[] }).Statement)
      .filter(({ Action }) => Action === 'events:PutEvents');
    expect(told.length).toBeGreaterThan(0);
    for (const { Condition } of told)
      expect(Condition).toEqual({
        StringEquals: { 'events:source': 'signalbox', 'events:detail-type': 'CircuitBreakerChanged' },
      });
  });

  it('lets what is in a table expire', () => {
    const tables = ofType('AWS::DynamoDB::Table');
    expect(tables).toHaveLength(4);
    for (const { Properties } of tables)
      expect(Properties.TimeToLiveSpecification).toEqual({ AttributeName: 'expires', Enabled: true });
  });

  it('traces the router and logs it in full, but not what callers say', () => {
    expect(one('AWS::StepFunctions::StateMachine').Properties).toMatchObject({
      StateMachineName: 'model-router',
      StateMachineType: 'STANDARD',
      TracingConfiguration: { Enabled: true },
      LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: false },
    });
  });

  it('starts the router with the detail of a ModelRequest event, and keeps events that could not', () => {
    expect(one('AWS::Events::Rule').Properties).toMatchObject({
      EventPattern: { source: ['signalbox'], 'detail-type': ['ModelRequest'] },
      Targets: [{ InputPath: '$.detail', DeadLetterConfig: { Arn: expect.anything() } }],
    });
  });

  it('tells the topic of every alarm', () => {
    const alarms = ofType('AWS::CloudWatch::Alarm');
    expect(alarms.length).toBeGreaterThan(0);
    for (const { Properties } of alarms) expect(Properties.AlarmActions).toHaveLength(1);
  });
});

describe('the context of a deployment', () => {
  it('sets the prefix, the inference profile and the generation of models', () => {
    const app = synthesize({ prefix: 'pr-7', inferenceProfile: 'global', modelGeneration: 'older', stage: 'prod' });
    const text = JSON.stringify(app.resources);
    expect(text).toContain('"StateMachineName":"pr-7-model-router"');
    expect(text).toContain('"FunctionName":"pr-7-signalbox-invoke-model"');
    expect(text).toContain('global.anthropic.claude-opus-4-7');
    expect(text).toContain(':bedrock:::foundation-model/anthropic.claude-opus-4-7');
    expect(text).not.toContain('claude-opus-5-5');
  });

  it.each([
    [{}, ['us', 'global']],
    [{ inferenceProfile: 'eu' }, ['eu']],
  ])('with %j asks models behind %j, and leaves a geography only where that is said', (context, profiles) => {
    const definition = JSON.stringify(synthesize(context).definition('model-router'));
    const used = [...definition.matchAll(/"modelId":"(\w+)\.anthropic/g)].map(([, profile]) => profile);
    expect([...new Set(used)]).toEqual(profiles);
  });

  it.each([
    [{ fallbackProfile: 'us' }, 'context fallbackProfile=us is the inferenceProfile itself'],
    [{ stage: 'moon' }, 'context stage=moon is unknown; use one of dev, prod'],
    [{ inferenceProfile: 'mars' }, 'context inferenceProfile=mars is unknown; use one of us, eu, jp, au, global'],
    [{ prefix: 'Über' }, 'context prefix=Über must be at most 18'],
  ])('refuses %j by name', (context, message) => {
    expect(() => synthesize(context)).toThrow(message);
  });
});
