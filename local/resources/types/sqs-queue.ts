import type { Builder, ResourceRequest } from '../builder.ts';

const ATTRIBUTES = [
  'ContentBasedDeduplication',
  'DelaySeconds',
  'FifoQueue',
  'MaximumMessageSize',
  'MessageRetentionPeriod',
  'ReceiveMessageWaitTimeSeconds',
  'RedriveAllowPolicy',
  'RedrivePolicy',
  'VisibilityTimeout',
];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queue.html */
export const sqsQueue: Builder = async (resource, cloud) => {
  const { CreateQueueCommand, GetQueueAttributesCommand } = await import('@aws-sdk/client-sqs');
  const { properties } = resource;
  const suffix = properties.optionalBoolean('FifoQueue') ? '.fifo' : '';
  const QueueName = properties.optionalText('QueueName') ?? resource.physicalName({ maxLength: 80, suffix });
  const client = await cloud.clients.sqs();
  const created = await client.send(new CreateQueueCommand({ QueueName, Attributes: attributesOf(resource) }));
  const QueueUrl = created.QueueUrl ?? '';
  const described = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  return { ref: QueueUrl, attributes: { Arn: described.Attributes?.['QueueArn'] ?? '', QueueName, QueueUrl } };
};

/** The API takes text only; the policies, which are objects in a template, as JSON. */
function attributesOf({ properties }: ResourceRequest): Record<string, string> {
  const given = ATTRIBUTES.map((name) => [name, properties.all[name]] as const).filter(
    ([, value]) => value !== undefined,
  );
  return Object.fromEntries(
    given.map(([name, value]) => [name, typeof value === 'object' ? JSON.stringify(value) : String(value)]),
  );
}
