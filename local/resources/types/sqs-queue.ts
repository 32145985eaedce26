import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Builder, ResourceRequest } from '../builder.ts';

/** What a template may set, and what holds when it does not; '' takes a policy away. */
const DEFAULTS: Readonly<Record<string, string>> = {
  DelaySeconds: '0',
  MaximumMessageSize: '1048576',
  MessageRetentionPeriod: '345600',
  ReceiveMessageWaitTimeSeconds: '0',
  RedriveAllowPolicy: '',
  RedrivePolicy: '',
  VisibilityTimeout: '30',
};
const FIFO_DEFAULTS = { ...DEFAULTS, ContentBasedDeduplication: 'false', FifoQueue: 'true' };

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queue.html */
export const sqsQueue: Builder = async (resource, cloud) => {
  const { GetQueueAttributesCommand } = await import('@aws-sdk/client-sqs');
  const { properties } = resource;
  const fifo = properties.optionalBoolean('FifoQueue') ?? false;
  const suffix = fifo ? '.fifo' : '';
  const QueueName = properties.optionalText('QueueName') ?? resource.physicalName({ maxLength: 80, suffix });
  const client = await cloud.clients.sqs();
  const attributes = attributesOf(resource, Object.keys(FIFO_DEFAULTS));
  const QueueUrl = await createOrUpdate(client, QueueName, attributes, fifo ? FIFO_DEFAULTS : DEFAULTS);
  const described = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  return { ref: QueueUrl, attributes: { Arn: described.Attributes?.['QueueArn'] ?? '', QueueName, QueueUrl } };
};

async function createOrUpdate(
  client: SQSClient,
  QueueName: string,
  attributes: Readonly<Record<string, string>>,
  defaults: Readonly<Record<string, string>>,
): Promise<string> {
  const sdk = await import('@aws-sdk/client-sqs');
  let QueueUrl: string | undefined;
  try {
    ({ QueueUrl } = await client.send(new sdk.GetQueueUrlCommand({ QueueName })));
  } catch (error) {
    if (!(error instanceof sdk.QueueDoesNotExist)) throw error;
    ({ QueueUrl } = await client.send(new sdk.CreateQueueCommand({ QueueName, Attributes: { ...attributes } })));
    return QueueUrl ?? '';
  }
  // Kept since the last run with its messages: the template wins, also where it says nothing any more.
  const { Attributes: current = {} } = await client.send(
    new sdk.GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
  );
  const wanted = Object.entries({ ...defaults, ...attributes });
  const changes = wanted.filter(([name, value]) => value !== ((current as Record<string, string>)[name] ?? ''));
  if (changes.length > 0) {
    await client.send(new sdk.SetQueueAttributesCommand({ QueueUrl, Attributes: Object.fromEntries(changes) }));
  }
  return QueueUrl ?? '';
}

/** The API takes text only; the policies, which are objects in a template, as JSON. */
function attributesOf({ properties }: ResourceRequest, names: readonly string[]): Record<string, string> {
  const given = names.map((name) => [name, properties.all[name]] as const).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    given.map(([name, value]) => [name, typeof value === 'object' ? JSON.stringify(value) : String(value)]),
  );
}
