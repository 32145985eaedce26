import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Choice, Condition, Fail, Succeed, Wait, WaitTime } from 'aws-cdk-lib/aws-stepfunctions';
import type { IChainable } from 'aws-cdk-lib/aws-stepfunctions';
import {
  CallAwsService,
  DynamoAttributeValue,
  DynamoGetItem,
  DynamoPutItem,
} from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { INVALID_INPUT } from '../../functions/model-gateway/errors.ts';
import { ENTERED } from '../guarded-model-call/expressions.ts';

export interface FirstExecutionProps {
  readonly claims: ITable;
  /** The state machine's name; its executions may be described. */
  readonly machine: string;
  /** JSONata: client and key as one text. */
  readonly key: string;
  /** JSONata: a hash of the request. */
  readonly fingerprint: string;
  /** Where the first execution with this key goes on. */
  readonly first: IChainable;
}

/** Step Functions keeps an execution, and its name, for so long; a key is worth as much. */
const KEPT = Duration.days(90);

/**
 *   Claim idempotency key ─▶ (this is the first execution with it)
 *        │claimed before
 *        ▼
 *   Find first execution ─▶ Same request? ─no─▶ Key of another request
 *                               │yes
 *                               ▼
 *                Describe first execution ─▶ Has it ended? ─┬─ succeeded ─▶ Return first answer
 *                               ▲                           ├─ running ───▶ Wait for first execution ─┐
 *                               │                           └─ otherwise ─▶ Fail as the first one     │
 *                               └─────────────────────────────────────────────────────────────────────┘
 *
 * For executions whose starter did not name them by client and key, such as EventBridge's: StartExecution alone sees to it
 * that a name is used once. https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
 */
export function firstExecution(
  scope: Construct,
  { claims, machine, key, fingerprint, first }: FirstExecutionProps,
): IChainable {
  const claim = { claim: DynamoAttributeValue.fromString(`{% $hash(${key}, "SHA-256") %}`) };
  const me = DynamoAttributeValue.fromString('{% $states.context.Execution.Id %}');
  const seconds = (later: number) =>
    DynamoAttributeValue.numberFromString(`{% $string($floor(${ENTERED} / 1000) + ${later}) %}`);
  const put = DynamoPutItem.jsonata(scope, 'Claim idempotency key', {
    table: claims,
    item: {
      ...claim,
      execution: me,
      request: DynamoAttributeValue.fromString(`{% ${fingerprint} %}`),
      expires: seconds(KEPT.toSeconds()),
    },
    // A redriven execution finds its own claim; DynamoDB removes what has expired days later.
    conditionExpression: 'attribute_not_exists(claim) OR execution = :me OR expires < :now',
    expressionAttributeValues: { ':me': me, ':now': seconds(0) },
    outputs: '{% $states.input %}',
  });
  const find = DynamoGetItem.jsonata(scope, 'Find first execution', {
    table: claims,
    key: claim,
    consistentRead: true,
    assign: {
      firstExecution: '{% $states.result.Item.execution.S %}',
      firstRequest: '{% $states.result.Item.request.S %}',
      firstWait: 1,
    },
  });
  const describe = CallAwsService.jsonata(scope, 'Describe first execution', {
    service: 'sfn',
    action: 'describeExecution',
    parameters: { ExecutionArn: '{% $firstExecution %}' },
    iamAction: 'states:DescribeExecution',
    iamResources: [
      Stack.of(scope).formatArn({
        service: 'states',
        resource: 'execution',
        resourceName: `${machine}:*`,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
    ],
  });
  // The quota of DescribeExecution is the account's, so whoever waits long asks rarely.
  const wait = Wait.jsonata(scope, 'Wait for first execution', {
    time: WaitTime.seconds('{% $firstWait %}'),
    assign: { firstWait: '{% $min([30, $firstWait * 2]) %}' },
  });
  const outcome = '$states.input';
  const ended = Choice.jsonata(scope, 'Has it ended?')
    .when(
      Condition.jsonata(`{% ${outcome}.Status = "SUCCEEDED" %}`),
      Succeed.jsonata(scope, 'Return first answer', { outputs: `{% $parse(${outcome}.Output) %}` }),
    )
    .when(Condition.jsonata(`{% ${outcome}.Status = "RUNNING" %}`), wait.next(describe))
    .otherwise(
      Fail.jsonata(scope, 'Fail as the first one', {
        error: `{% $exists(${outcome}.Error) ? ${outcome}.Error : (${outcome}.Status = "TIMED_OUT" ? "States.Timeout" : "Aborted") %}`,
        cause: `{% $exists(${outcome}.Cause) ? ${outcome}.Cause : "the first execution with this idempotency key ended as " & ${outcome}.Status %}`,
      }),
    );
  for (const task of [put, find, describe]) {
    // Not what says that the claim is another's; all else is a table or an API that is away for a moment.
    task.addRetry({ errors: [CLAIMED], maxAttempts: 0 });
    task.addRetry({ errors: ['States.TaskFailed'], maxAttempts: 4, interval: Duration.seconds(1), backoffRate: 2 });
  }
  describe.addCatch(
    Fail.jsonata(scope, 'First answer too large', {
      error: 'States.DataLimitExceeded',
      cause: '{% "the answer and its request are too large to be carried on; describe " & $firstExecution %}',
    }),
    { errors: ['States.DataLimitExceeded'] },
  );
  const another = Fail.jsonata(scope, 'Key of another request', {
    error: INVALID_INPUT,
    cause: '{% "idempotencyKey: was used for another request before, by " & $firstExecution %}',
  });
  const same = Choice.jsonata(scope, 'Same request?')
    .when(Condition.jsonata(`{% $firstRequest = ${fingerprint} %}`), describe.next(ended))
    .otherwise(another);
  put.addCatch(find.next(same), { errors: [CLAIMED] });
  return put.next(first);
}

const CLAIMED = 'DynamoDB.ConditionalCheckFailedException';
