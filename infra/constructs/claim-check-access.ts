import { Aws } from 'aws-cdk-lib';
import { CLAIM_CHECK_BUCKET } from '../../functions/environment.ts';
import type { NodeFunction } from './node-function.ts';

/** Gives functions the claim-check bucket: permission and environment together. */
export class ClaimCheckAccess {
  readonly #bucket: string;

  constructor(bucket: string) {
    this.#bucket = bucket;
  }

  /** To read what the app or a caller left there. */
  grantRead(fn: NodeFunction): void {
    this.#allow(fn, 's3:GetObject', '*', 'Callers choose the keys of the prompts that they leave in this one bucket.');
    fn.addEnvironment(CLAIM_CHECK_BUCKET, this.#bucket);
  }

  /** To read, and to leave texts for later steps. */
  grantUse(fn: NodeFunction): void {
    this.grantRead(fn);
    for (const folder of ['prompts', 'answers']) {
      this.#allow(
        fn,
        's3:PutObject',
        `${folder}/*`,
        `Keys under ${folder}/ are hashes of their content, unknown before.`,
      );
    }
  }

  #allow(fn: NodeFunction, action: string, keys: string, reason: string): void {
    fn.allow([action], [`arn:${Aws.PARTITION}:s3:::${this.#bucket}/${keys}`]);
    const bucket = this.#bucket.replace(Aws.ACCOUNT_ID, '<AWS::AccountId>').replace(Aws.REGION, '<AWS::Region>');
    fn.acknowledge({ [`AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::${bucket}/${keys}]`]: reason });
  }
}
