import { REGION } from '../../template/pseudo-parameters.ts';
import type { Builder } from '../builder.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucket.html */
export const s3Bucket: Builder = async (resource, cloud) => {
  const { CreateBucketCommand } = await import('@aws-sdk/client-s3');
  const { properties } = resource;
  const notSupported = ['NotificationConfiguration', 'ReplicationConfiguration', 'WebsiteConfiguration'];
  properties.refuse(notSupported, 'local/resources/types/s3-bucket.ts');
  const Bucket = properties.optionalText('BucketName') ?? resource.physicalName({ maxLength: 63, lowercase: true });
  await (await cloud.clients.s3()).send(new CreateBucketCommand({ Bucket }));
  return {
    ref: Bucket,
    attributes: {
      Arn: `arn:aws:s3:::${Bucket}`,
      DomainName: `${Bucket}.s3.amazonaws.com`,
      DualStackDomainName: `${Bucket}.s3.dualstack.${REGION}.amazonaws.com`,
      RegionalDomainName: `${Bucket}.s3.${REGION}.amazonaws.com`,
      WebsiteURL: `http://${Bucket}.s3-website-${REGION}.amazonaws.com`,
    },
  };
};
