import { beforeAll, describe, expect, it } from '@jest/globals';
import { synthesize } from './synthesized.ts';
import type { Synthesized } from './synthesized.ts';

const SUPPORTED = [
  /^AWS::ApiGateway::(Account|Authorizer|Deployment|Method|Model|RequestValidator|Resource|RestApi|Stage)$/,
  /^AWS::CDK::Metadata$/,
  /^AWS::CloudWatch::Alarm$/,
  /^AWS::Cognito::UserPool(Client|Domain|Group)?$/,
  /^AWS::DynamoDB::Table$/,
  /^AWS::Events::Rule$/,
  /^AWS::IAM::(Role|Policy)$/,
  /^AWS::Lambda::(Function|Permission)$/,
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

const IDENTITY = ['OIDC_CLIENT_ID', 'OIDC_ISSUER'];
const TELLS = ['REVIEWS_TABLE', 'REVIEW_PAGE', 'REVIEW_TOPIC'];

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
  const ruleOf = (name: string) =>
    ofType('AWS::Events::Rule').find(({ Properties }) => Properties.Name === name)?.Properties;
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
      Object.keys((Properties.Environment as { Variables: object } | undefined)?.Variables ?? {}).sort(),
    ]);
    expect(Object.fromEntries(functions)).toEqual({
      'signalbox-validate-request': ['CLAIM_CHECK_BUCKET'],
      'signalbox-classify-prompt': ASKS_MODELS,
      'signalbox-invoke-model': ASKS_MODELS,
      'signalbox-reserve-budget': ['BUDGETS_TABLE', 'RESERVATION_SECONDS'],
      'signalbox-settle-budget': ['BUDGETS_TABLE', 'RESERVATION_SECONDS'],
      'signalbox-record-lost-attempt': ['BREAKERS_TABLE'],
      'signalbox-operate-breakers': ['BREAKERS_TABLE', 'BREAKER_KEYS'],
      'signalbox-open-document': ['CLAIM_CHECK_BUCKET', 'DOCUMENTS_BUCKET', 'PART_CHARACTERS'],
      'signalbox-classify-document': ASKS_MODELS,
      'signalbox-extract-invoice': ASKS_MODELS,
      'signalbox-analyze-contract': ASKS_MODELS,
      'signalbox-generate-proposal': ASKS_MODELS,
      'signalbox-find-purchase-order': ['CLAIM_CHECK_BUCKET', 'PURCHASE_ORDERS_TABLE'],
      'signalbox-find-deal': ['DEALS_TABLE'],
      'signalbox-merge-parts': ['CLAIM_CHECK_BUCKET'],
      'signalbox-validate-against-po': ['CLAIM_CHECK_BUCKET'],
      'signalbox-check-completeness': ['CLAIM_CHECK_BUCKET'],
      'signalbox-request-review': ['CLAIM_CHECK_BUCKET', ...TELLS],
      'signalbox-remind-reviewer': TELLS,
      'signalbox-close-review': ['REVIEWS_TABLE'],
      'signalbox-decide-review': ['CLAIM_CHECK_BUCKET', ...TELLS],
      'signalbox-show-review': ['CLAIM_CHECK_BUCKET', 'REVIEWS_TABLE'],
      'signalbox-list-reviews': ['REVIEWS_TABLE'],
      'signalbox-validate-goal': ['AGENT_LIMITS', 'CLAIM_CHECK_BUCKET'],
      'signalbox-keep-run': ['CLAIM_CHECK_BUCKET'],
      'signalbox-plan-steps': ASKS_MODELS,
      'signalbox-check-plan': ['AGENT_LIMITS'],
      'signalbox-lay-out-steps': ['STEP_BOARDS_TABLE'],
      'signalbox-take-step': ['STEP_BOARDS_TABLE'],
      'signalbox-take-turn': ASKS_MODELS,
      'signalbox-use-tools': ['CLAIM_CHECK_BUCKET', 'LIBRARY_BUCKET', 'STEP_BOARDS_TABLE'],
      'signalbox-finish-step': ['STEP_BOARDS_TABLE'],
      'signalbox-validate-results': ASKS_MODELS,
      'signalbox-refine-plan': ASKS_MODELS,
      'signalbox-format-result': ['CLAIM_CHECK_BUCKET'],
      'signalbox-validate-topic': [],
      'signalbox-format-report': ['CLAIM_CHECK_BUCKET', 'LIBRARY_BUCKET'],
      'signalbox-authorize-reviewer': IDENTITY,
      'signalbox-review-settings': IDENTITY,
      'signalbox-serve-page': IDENTITY,
    });
  });

  it.each([
    ['ValidateRequest', []],
    ['ClassifyPrompt', ['haiku']],
    ['InvokeModel', ['haiku', 'sonnet', 'opus']],
    ['OpenDocument', []],
    ['ClassifyDocument', ['haiku', 'sonnet']],
    ['ExtractInvoice', ['haiku', 'sonnet']],
    ['AnalyzeContract', ['haiku', 'sonnet', 'opus']],
    ['GenerateProposal', ['haiku', 'sonnet']],
    ['PlanSteps', ['haiku', 'sonnet']],
    ['TakeTurn', ['haiku', 'sonnet', 'opus']],
    ['UseTools', []],
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
    // Of the documents' bucket and of the claim checks'.
    ['OpenDocument', ['s3:GetObject *', 's3:PutObject documents/*']],
    ['ExtractInvoice', ['s3:GetObject *', 's3:PutObject answers/*']],
    ['MergeParts', ['s3:GetObject *', 's3:PutObject answers/*']],
    ['ValidateAgainstPo', ['s3:GetObject *']],
    ['ShowReview', ['s3:GetObject *']],
    ['RequestReview', ['s3:PutObject answers/*']],
    ['DecideReview', ['s3:GetObject *', 's3:PutObject answers/*']],
    ['RemindReviewer', []],
    ['CloseReview', []],
    // Of the library, too, whose whole bucket it lists.
    ['UseTools', ['s3:GetObject *', 's3:ListBucket {"Ref":"AWS::Region"}', 's3:PutObject answers/*']],
    ['TakeTurn', ['s3:GetObject *', 's3:PutObject answers/*']],
    ['TakeStep', []],
    // Nobody else writes where runs are read that go on.
    ['KeepRun', ['s3:PutObject runs/*']],
  ])('lets %s do in the claim-check bucket what it does and no more: %j', (role, allowed) => {
    const grants = statements(new RegExp(role)).filter(({ Action }) => String(Action).startsWith('s3:'));
    const keys = grants.flatMap(({ Action, Resource }) =>
      [Resource].flat().map((one) => {
        const arn = JSON.stringify((one as { 'Fn::Join': [string, unknown[]] })['Fn::Join'][1].at(-1));
        return `${String(Action)} ${/^"\/(.*)"$/.exec(arn)?.[1] ?? arn}`;
      }),
    );
    expect([...new Set(keys)].sort()).toEqual(allowed);
  });

  it.each([
    ['ValidateRequest', []],
    ['ClassifyPrompt', [...READS_BREAKERS, 'BatchWriteItem answers', 'GetItem answers']],
    ['InvokeModel', [...READS_BREAKERS, 'BatchWriteItem answers', 'GetItem answers']],
    ['RecordLostAttempt', READS_BREAKERS],
    ['OperateBreakers', READS_BREAKERS],
    ['ReserveBudget', ['GetItem budgets', 'UpdateItem budgets']],
    ['SettleBudget', ['GetItem budgets', 'UpdateItem budgets']],
    ['FindPurchaseOrder', ['GetItem purchase-orders']],
    ['FindDeal', ['GetItem deals']],
    ['RequestReview', ['GetItem reviews', 'UpdateItem reviews']],
    ['RemindReviewer', ['GetItem reviews', 'UpdateItem reviews']],
    ['CloseReview', ['GetItem reviews', 'UpdateItem reviews']],
    ['DecideReview', ['GetItem reviews', 'UpdateItem reviews']],
    ['ShowReview', ['GetItem reviews']],
    ['ListReviews', ['Query reviews/index/by-status']],
    ['OpenDocument', []],
    ['MergeParts', []],
    ['LayOutSteps', ['GetItem step-boards', 'PutItem step-boards']],
    ['TakeStep', ['GetItem step-boards', 'UpdateItem step-boards']],
    ['UseTools', ['GetItem step-boards', 'UpdateItem step-boards']],
    ['AgentLoop', ['GetItem breakers', 'UpdateItem breakers']],
    ['DocumentProcessing', ['GetItem breakers', 'UpdateItem breakers']],
    ['ModelRouter', ['GetItem answers', 'GetItem breakers', 'UpdateItem breakers', 'GetItem claims', 'PutItem claims']],
  ])('lets %s do in tables what it does and no more: %j', (role, allowed) => {
    const grants = statements(new RegExp(role)).flatMap(({ Action, Resource }) => {
      const verbs = [Action].flat().filter((action) => action.startsWith('dynamodb:'));
      const tables = [Resource]
        .flat()
        .map((one) => /signalbox-(?:idempotency-)?([\w/-]+)"/.exec(JSON.stringify(one))?.[1]);
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
    expect(tables).toHaveLength(8);
    for (const { Properties } of tables)
      expect(Properties.TimeToLiveSpecification).toEqual({ AttributeName: 'expires', Enabled: true });
  });

  it('keeps what is nowhere else for five weeks back', () => {
    const kept = ofType('AWS::DynamoDB::Table').filter(({ Properties }) => Properties.PointInTimeRecoverySpecification);
    expect(kept.map(({ Properties }) => Properties.TableName).sort()).toEqual([
      'signalbox-deals',
      'signalbox-purchase-orders',
      'signalbox-reviews',
    ]);
  });

  it('lets three functions answer waiting tasks, of one state machine', () => {
    for (const role of ['RequestReview', 'RemindReviewer', 'DecideReview']) {
      const [grant, ...more] = statements(new RegExp(role)).filter(({ Action }) => Action === 'states:SendTaskSuccess');
      expect(more).toEqual([]);
      expect(JSON.stringify(grant?.Resource)).toContain(':stateMachine:document-processing');
    }
    expect(JSON.stringify(statements(/CloseReview|ShowReview|ListReviews/))).not.toContain('SendTaskSuccess');
  });

  it.each(['model-router', 'document-processing'])(
    'traces %s and logs it in full, but not what callers say',
    (name) => {
      const [machine] = ofType('AWS::StepFunctions::StateMachine').filter(
        ({ Properties }) => Properties.StateMachineName === name,
      );
      expect(machine?.Properties).toMatchObject({
        StateMachineType: 'STANDARD',
        TracingConfiguration: { Enabled: true },
        LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: false },
      });
    },
  );

  it.each([
    ['agent-goals', 'AgentGoal', 'AgentLoop'],
    ['report-topics', 'ReportTopic', 'ResearchReport'],
  ])('starts agents with the detail of an event, too: %s', (name, detailType, machine) => {
    const rule = ofType('AWS::Events::Rule').find(({ Properties }) => Properties.Name === `signalbox-${name}`);
    expect(rule?.Properties).toMatchObject({
      EventPattern: { source: ['signalbox'], 'detail-type': [detailType] },
      Targets: [{ InputPath: '$.detail' }],
    });
    expect(JSON.stringify(rule?.Properties.Targets)).toContain(machine);
  });

  it('starts the router with the detail of a ModelRequest event, and keeps events that could not', () => {
    expect(ruleOf('signalbox-model-requests')).toMatchObject({
      EventPattern: { source: ['signalbox'], 'detail-type': ['ModelRequest'] },
      Targets: [{ InputPath: '$.detail', DeadLetterConfig: { Arn: expect.anything() } }],
    });
  });

  it('starts document processing with each upload, by the property of the bucket itself', () => {
    expect(ruleOf('signalbox-uploaded-documents')).toMatchObject({
      EventPattern: { source: ['aws.s3'], 'detail-type': ['Object Created'] },
      Targets: [{ InputTransformer: expect.anything(), DeadLetterConfig: { Arn: expect.anything() } }],
    });
    const buckets = ofType('AWS::S3::Bucket').filter(({ Properties }) => Properties.NotificationConfiguration);
    expect(buckets.map(({ Properties }) => Properties.NotificationConfiguration)).toEqual([
      { EventBridgeConfiguration: { EventBridgeEnabled: true } },
    ]);
    expect(app.resources.filter(({ Type }) => Type.startsWith('Custom::'))).toEqual([]);
  });

  it('lets nobody but reviewers at reviews, and everybody at the page alone', () => {
    const methods = ofType('AWS::ApiGateway::Method').map(
      ({ Properties }) => `${String(Properties.HttpMethod)} ${String(Properties.AuthorizationType)}`,
    );
    expect(methods.sort()).toEqual([
      ...['GET CUSTOM', 'GET CUSTOM', 'GET NONE', 'GET NONE', 'GET NONE', 'GET NONE'],
      'POST CUSTOM',
    ]);
    const [stage] = ofType('AWS::ApiGateway::Stage');
    expect(stage?.Properties.MethodSettings).toEqual([
      expect.objectContaining({ ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100, DataTraceEnabled: false }),
    ]);
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

  it('sets who signs reviewers in, who is told, and what silence means', () => {
    const app = synthesize({
      oidcIssuer: 'https://id.example',
      oidcClientId: 'signalbox',
      reviewerEmails: 'anna@example.com, bert@example.com',
      onTimeout: 'reject',
    });
    const text = JSON.stringify(app.resources);
    expect(text).not.toContain('AWS::Cognito');
    expect(text).toContain('"OIDC_ISSUER":"https://id.example","OIDC_CLIENT_ID":"signalbox"');
    const told = app.resources.filter(({ Type }) => Type === 'AWS::SNS::Subscription');
    expect(told.map(({ Properties }) => Properties.Endpoint)).toEqual(['anna@example.com', 'bert@example.com']);
    expect(JSON.stringify(app.definition('document-processing'))).toContain('"status":"rejected"');
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
    [{ onTimeout: 'shrug' }, 'context onTimeout=shrug is unknown; use one of fail, approve, reject'],
    [{ oidcIssuer: 'https://id.example' }, 'context oidcIssuer and oidcClientId go together'],
    [{ oidcIssuer: 'http://id.example', oidcClientId: 'x' }, 'must be an https URL'],
  ])('refuses %j by name', (context, message) => {
    expect(() => synthesize(context)).toThrow(message);
  });
});
