import { Aws } from 'aws-cdk-lib';
import { LIBRARY_BUCKET } from '../../functions/environment.ts';
import type { NodeFunction } from './node-function.ts';

/** Gives functions the library of documents and tables that agents work with: permission and environment together. */
export class LibraryAccess {
  readonly #bucket: string;

  constructor(bucket: string) {
    this.#bucket = bucket;
  }

  grantRead(fn: NodeFunction): void {
    const arn = `arn:${Aws.PARTITION}:s3:::${this.#bucket}`;
    fn.allow(['s3:GetObject'], [`${arn}/*`]);
    fn.allow(['s3:ListBucket'], [arn]);
    fn.addEnvironment(LIBRARY_BUCKET, this.#bucket);
    const bucket = this.#bucket.replace(Aws.ACCOUNT_ID, '<AWS::AccountId>').replace(Aws.REGION, '<AWS::Region>');
    fn.acknowledge({
      [`AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::${bucket}/*]`]:
        'Whoever fills the library chooses the keys; the bucket holds nothing else.',
    });
  }
}
