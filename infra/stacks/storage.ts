import { Aws, CfnOutput, Stack } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { acknowledge } from '../constructs/acknowledge.ts';
import type { Settings } from '../settings.ts';

/** What outlives an execution. */
export class Storage extends Stack {
  /** The bucket's name, for prompts and answers that are too large for a state. */
  readonly claimChecks: string;

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
        'Objects expire within weeks, and access logs would need a second bucket that outlives them. Two functions write here, and callers whom their account allows to leave a prompt; who reads and writes is in CloudTrail data events where an account records them.',
    });
    new CfnOutput(this, 'ClaimCheckBucket', {
      value: claimChecks.bucketName,
      description: 'Where a promptRef may point',
    });
  }
}
