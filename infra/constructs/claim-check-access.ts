import { Aws } from 'aws-cdk-lib';
import { CLAIM_CHECK_BUCKET } from '../../functions/environment.ts';
import type { NodeFunction } from './node-function.ts';

/** As the functions name what they keep; a hash follows. */
type ClaimCheckFolder = 'prompts' | 'answers' | 'documents' | 'runs';

/** Gives functions the claim-check bucket: permission and environment together. */
export class ClaimCheckAccess {
  readonly #bucket: string;

  constructor(bucket: string) {
    this.#bucket = bucket;
  }

  /** To read a prompt, whether a step left it under `prompts/` or a caller under a key of its own. */
  grantRead(fn: NodeFunction): void {
    this.#allow(
      fn,
      's3:GetObject',
      '*',
      'A promptRef may name any key of this one bucket, since callers who leave a prompt there choose its key.',
    );
    fn.addEnvironment(CLAIM_CHECK_BUCKET, this.#bucket);
  }

  /** To leave texts of one kind, and no others, for their reader. */
  grantKeep(fn: NodeFunction, folder: ClaimCheckFolder): void {
    this.#allow(
      fn,
      's3:PutObject',
      `${folder}/*`,
      `Keys under ${folder}/ are hashes of their content, unknown before.`,
    );
    fn.addEnvironment(CLAIM_CHECK_BUCKET, this.#bucket);
  }

  #allow(fn: NodeFunction, action: string, keys: string, reason: string): void {
    fn.allow([action], [`arn:${Aws.PARTITION}:s3:::${this.#bucket}/${keys}`]);
    const bucket = this.#bucket.replace(Aws.ACCOUNT_ID, '<AWS::AccountId>').replace(Aws.REGION, '<AWS::Region>');
    fn.acknowledge({ [`AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::${bucket}/${keys}]`]: reason });
  }
}
