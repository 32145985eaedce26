import { Duration, Stack } from 'aws-cdk-lib';
import { EventField, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SfnStateMachine } from 'aws-cdk-lib/aws-events-targets';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { EVENT_SOURCE } from '../../functions/environment.ts';
import { acknowledge } from '../constructs/acknowledge.ts';
import type { Settings } from '../settings.ts';
import type { Agents } from './agents.ts';
import type { Documents } from './documents.ts';
import type { Storage } from './storage.ts';
import type { Workflows } from './workflows.ts';

interface Behind {
  readonly storage: Storage;
  readonly workflows: Workflows;
  readonly documents: Documents;
  readonly agents: Agents;
}

/** How requests come in besides StartExecution. */
export class FrontDoors extends Stack {
  /** Events that could not start their workflow. */
  readonly undelivered: IQueue;

  constructor(scope: Construct, id: string, { named, storage, workflows, documents, agents }: Settings & Behind) {
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

    const requests = (id: string, what: string, detailType: string, machine: IStateMachine) =>
      new Rule(this, id, {
        ruleName: named(`signalbox-${what}`),
        description: `Starts a workflow with the detail of each ${detailType} event`,
        eventPattern: { source: [EVENT_SOURCE], detailType: [detailType] },
        targets: [
          new SfnStateMachine(machine, {
            input: RuleTargetInput.fromEventPath('$.detail'),
            deadLetterQueue: undelivered,
            // A caller that sent an event hours ago no longer waits for its answer.
            maxEventAge: Duration.hours(2),
            retryAttempts: 10,
          }),
        ],
      });
    requests('ModelRequests', 'model-requests', 'ModelRequest', workflows.modelRouter);
    requests('AgentGoals', 'agent-goals', 'AgentGoal', agents.agentLoop);
    requests('ReportTopics', 'report-topics', 'ReportTopic', agents.researchReport);

    const object = (path: string) => EventField.fromPath(`$.detail.${path}`);
    new Rule(this, 'UploadedDocuments', {
      ruleName: named('signalbox-uploaded-documents'),
      description: 'Starts document processing with each object that is uploaded to the documents bucket',
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        // A console's folder is an object whose key ends with a slash.
        detail: { bucket: { name: [storage.documents] }, object: { key: [{ 'anything-but': { suffix: '/' } }] } },
      },
      targets: [
        new SfnStateMachine(documents.documentProcessing, {
          // Without an id: a key may be longer than one, and holds whatever its uploader likes.
          input: RuleTargetInput.fromObject({ bucket: object('bucket.name'), key: object('object.key') }),
          deadLetterQueue: undelivered,
          // A document is still wanted the next day.
          maxEventAge: Duration.hours(24),
          retryAttempts: 185,
        }),
      ],
    });
    this.undelivered = undelivered;
  }
}
