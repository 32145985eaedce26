import { Duration, Stack } from 'aws-cdk-lib';
import { Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SfnStateMachine } from 'aws-cdk-lib/aws-events-targets';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { EVENT_SOURCE } from '../../functions/environment.ts';
import { acknowledge } from '../constructs/acknowledge.ts';
import type { Settings } from '../settings.ts';

/** How requests come in besides StartExecution. */
export class FrontDoors extends Stack {
  /** Events that could not start their workflow. */
  readonly undelivered: IQueue;

  constructor(scope: Construct, id: string, { named, router }: Settings & { readonly router: IStateMachine }) {
    super(scope, id, { description: 'Signalbox: how requests come in' });

    const undelivered = new Queue(this, 'Undelivered', {
      queueName: named('signalbox-undelivered-events'),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // The longest that SQS keeps a message: someone has to look at these.
      retentionPeriod: Duration.days(14),
    });
    acknowledge(undelivered, {
      'AwsSolutions-SQS3': 'This queue is itself the dead-letter queue of the rule; nothing consumes it but a person.',
    });

    new Rule(this, 'ModelRequests', {
      ruleName: named('signalbox-model-requests'),
      description: 'Starts the model router with the detail of each ModelRequest event',
      eventPattern: { source: [EVENT_SOURCE], detailType: ['ModelRequest'] },
      targets: [
        new SfnStateMachine(router, {
          input: RuleTargetInput.fromEventPath('$.detail'),
          deadLetterQueue: undelivered,
          // A caller that sent an event hours ago no longer waits for its answer.
          maxEventAge: Duration.hours(2),
          retryAttempts: 10,
        }),
      ],
    });
    this.undelivered = undelivered;
  }
}
