import { REGION } from '../../template/pseudo-parameters.ts';
import type { Builder } from '../builder.ts';
import type { Properties } from '../properties.ts';

const FILE = 'local/resources/types/s3-bucket.ts';

/**
 * Of the properties that are passed by: pages here have S3's own origin, so no browser asks for a CorsConfiguration; with
 * VersioningConfiguration an object's newest version is all there is (no answer names a version, so no request can).
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucket.html
 */
export const s3Bucket: Builder = async (resource, cloud) => {
  const { CreateBucketCommand } = await import('@aws-sdk/client-s3');
  const { properties } = resource;
  properties.refuse(['ReplicationConfiguration', 'WebsiteConfiguration'], FILE);
  const notifications = properties.group('NotificationConfiguration');
  const others = Object.keys(notifications.all).filter((name) => name !== 'EventBridgeConfiguration');
  notifications.refuse(others, FILE);
  const Bucket = properties.optionalText('BucketName') ?? resource.physicalName({ maxLength: 63, lowercase: true });
  await (await cloud.clients.s3()).send(new CreateBucketCommand({ Bucket }));
  if (tellsEventBridge(notifications)) cloud.objectEvents.enable(Bucket);
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

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-s3-bucket-eventbridgeconfiguration.html */
function tellsEventBridge(notifications: Properties): boolean {
  if (!notifications.has('EventBridgeConfiguration')) return false;
  return notifications.group('EventBridgeConfiguration').optionalBoolean('EventBridgeEnabled') ?? true;
}
