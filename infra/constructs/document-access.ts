import { Aws } from 'aws-cdk-lib';
import { DOCUMENTS_BUCKET } from '../../functions/environment.ts';
import type { NodeFunction } from './node-function.ts';

/** Gives functions the documents as they were uploaded: permission and environment together. */
export class DocumentAccess {
  readonly #bucket: string;

  constructor(bucket: string) {
    this.#bucket = bucket;
  }

  grantRead(fn: NodeFunction): void {
    fn.allow(['s3:GetObject'], [`arn:${Aws.PARTITION}:s3:::${this.#bucket}/*`]);
    fn.addEnvironment(DOCUMENTS_BUCKET, this.#bucket);
    const bucket = this.#bucket.replace(Aws.ACCOUNT_ID, '<AWS::AccountId>').replace(Aws.REGION, '<AWS::Region>');
    fn.acknowledge({
      [`AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::${bucket}/*]`]:
        'Whoever uploads a document chooses its key; the bucket holds nothing else.',
    });
  }
}
