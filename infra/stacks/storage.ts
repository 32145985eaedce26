import { Aws, CfnOutput, Stack } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table } from 'aws-cdk-lib/aws-dynamodb';
import type { GlobalSecondaryIndexProps } from 'aws-cdk-lib/aws-dynamodb';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import type { CfnBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { BY_STATUS, LISTED } from '../../functions/schemas/review-index.ts';
import { acknowledge } from '../constructs/acknowledge.ts';
import type { Settings } from '../settings.ts';

/** The tables' names. Known beforehand, as the bucket's is. */
export interface Tables {
  /** Circuit breakers, their counters, and what operators did to them. */
  readonly breakers: string;
  /** What models answered, for a redrive and for when no model answers. */
  readonly answers: string;
  /** Which execution came first with an idempotency key. */
  readonly claims: string;
  /** What clients may spend and have spent. */
  readonly budgets: string;
  /** What waits for a person, and what persons decided. */
  readonly reviews: string;
  readonly purchaseOrders: string;
  readonly deals: string;
  /** Which step of a plan is done by whom, and what came of it, for the days of a run. */
  readonly stepBoards: string;
}

/** What outlives an execution. */
export class Storage extends Stack {
  /** The bucket's name, for what is too large for a state, and for documents as they were read. */
  readonly claimChecks: string;
  /** The name of the bucket that documents are uploaded to; each upload is an event. */
  readonly documents: string;
  /** The name of the bucket with the documents and tables that agents work with. */
  readonly library: string;
  readonly tables: Tables;

  constructor(scope: Construct, id: string, { stage, named }: Settings) {
    super(scope, id, { description: 'Signalbox: what outlives an execution' });

    // Known beforehand, so other stacks use it without an export that would tie its life to theirs.
    this.claimChecks = `${named('signalbox-claims')}-${Aws.ACCOUNT_ID}-${Aws.REGION}`;
    const claimChecks = new Bucket(this, 'ClaimChecks', {
      bucketName: this.claimChecks,
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      removalPolicy: stage.removal,
      lifecycleRules: [{ expiration: stage.claimCheckLife, abortIncompleteMultipartUploadAfter: stage.claimCheckLife }],
    });
    acknowledge(claimChecks, {
      'AwsSolutions-S1':
        'Objects expire within weeks, and access logs would need a second bucket that outlives them. Steps write here, and callers whom their account allows to leave a prompt; who reads and writes is in CloudTrail data events where an account records them.',
    });

    // Shorter than it could be, since a prefix has to fit before it.
    this.documents = `${named('signalbox-docs')}-${Aws.ACCOUNT_ID}-${Aws.REGION}`;
    const documents = new Bucket(this, 'Documents', {
      bucketName: this.documents,
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      removalPolicy: stage.removal,
    });
    // The bucket's own property: CDK's `eventBridgeEnabled` would deploy a function of its own to set it.
    (documents.node.defaultChild as CfnBucket).notificationConfiguration = {
      eventBridgeConfiguration: { eventBridgeEnabled: true },
    };
    acknowledge(documents, {
      'AwsSolutions-S1':
        'Who uploaded and read a document is in CloudTrail data events where an account records them; access logs would be a second copy of that.',
    });

    this.library = `${named('signalbox-library')}-${Aws.ACCOUNT_ID}-${Aws.REGION}`;
    const library = new Bucket(this, 'Library', {
      bucketName: this.library,
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      // What a report cites can be looked up as it was.
      versioned: true,
      removalPolicy: stage.removal,
    });
    acknowledge(library, {
      'AwsSolutions-S1':
        'Who read and wrote a document is in CloudTrail data events where an account records them; access logs would be a second copy of that.',
    });

    this.tables = {
      breakers: this.#table(
        'Breakers',
        named('signalbox-breakers'),
        'breaker',
        stage,
        'Counts and states that come back within a minute; what operators forced, and why, is in the events and the log as well.',
      ),
      answers: this.#table(
        'Answers',
        named('signalbox-answers'),
        'id',
        stage,
        'Copies of answers that their callers have; what is lost is asked for again.',
      ),
      claims: this.#table(
        'Claims',
        named('signalbox-idempotency-claims'),
        'claim',
        stage,
        'Which execution came first with an idempotency key; what is lost concerns repetitions of requests only.',
      ),
      budgets: this.#table(
        'Budgets',
        named('signalbox-budgets'),
        'client',
        stage,
        'Limits that an operator can set again, and sums of the current day and month.',
        'part',
      ),
      reviews: this.#keptTable('Reviews', named('signalbox-reviews'), 'id', stage, {
        indexName: BY_STATUS,
        partitionKey: { name: 'status', type: AttributeType.STRING },
        sortKey: { name: 'openedAt', type: AttributeType.NUMBER },
        projectionType: ProjectionType.INCLUDE,
        nonKeyAttributes: [...LISTED],
      }),
      purchaseOrders: this.#keptTable('PurchaseOrders', named('signalbox-purchase-orders'), 'number', stage),
      deals: this.#keptTable('Deals', named('signalbox-deals'), 'id', stage),
      stepBoards: this.#table(
        'StepBoards',
        named('signalbox-step-boards'),
        'board',
        stage,
        'Of runs that are on their way; results are in their executions.',
      ),
    };
    new CfnOutput(this, 'DocumentsBucket', {
      value: documents.bucketName,
      description: 'Upload a document here to have it processed',
    });
    new CfnOutput(this, 'LibraryBucket', {
      value: library.bucketName,
      description: 'Upload documents (*.md, *.txt) and tables (*.csv) here for agents to work with',
    });
    new CfnOutput(this, 'ClaimCheckBucket', {
      value: claimChecks.bucketName,
      description: 'Where a promptRef may point',
    });
  }

  #table(
    id: string,
    tableName: string,
    key: string,
    { removal }: Settings['stage'],
    withoutBackup: string,
    sortKey?: string,
  ): string {
    const table = new Table(this, id, {
      tableName,
      partitionKey: { name: key, type: AttributeType.STRING },
      ...(sortKey !== undefined && { sortKey: { name: sortKey, type: AttributeType.STRING } }),
      billingMode: BillingMode.PAY_PER_REQUEST,
      timeToLiveAttribute: 'expires',
      removalPolicy: removal,
    });
    acknowledge(table, { 'AwsSolutions-DDB3': withoutBackup });
    return tableName;
  }

  /** For what is nowhere else: it can be restored to any second of the last 35 days. */
  #keptTable(
    id: string,
    tableName: string,
    key: string,
    { removal }: Settings['stage'],
    index?: GlobalSecondaryIndexProps,
  ): string {
    const table = new Table(this, id, {
      tableName,
      partitionKey: { name: key, type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: 'expires',
      removalPolicy: removal,
    });
    if (index !== undefined) table.addGlobalSecondaryIndex(index);
    return tableName;
  }
}
