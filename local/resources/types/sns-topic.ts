import type { SNSClient, Subscription } from '@aws-sdk/client-sns';
import { ACCOUNT_ID, REGION } from '../../template/pseudo-parameters.ts';
import type { Builder } from '../builder.ts';
import type { Cloud } from '../cloud.ts';
import type { Properties } from '../properties.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-topic.html */
export const snsTopic: Builder = async (resource, cloud) => {
  const { properties } = resource;
  const fifo = properties.optionalBoolean('FifoTopic') ?? false;
  const suffix = fifo ? '.fifo' : '';
  const TopicName = properties.optionalText('TopicName') ?? resource.physicalName({ maxLength: 256, suffix });
  const Attributes = {
    DisplayName: properties.optionalText('DisplayName') ?? '',
    ...(fifo && {
      ContentBasedDeduplication: String(properties.optionalBoolean('ContentBasedDeduplication') ?? false),
    }),
  };
  const TopicArn = `arn:aws:sns:${REGION}:${ACCOUNT_ID}:${TopicName}`;
  await createOrUpdate(await cloud.clients.sns(), TopicName, TopicArn, Attributes, fifo);
  for (const subscription of properties.groups('Subscription')) await subscribe(TopicArn, subscription, cloud);
  return { ref: TopicArn, attributes: { TopicArn, TopicName } };
};

async function createOrUpdate(
  client: SNSClient,
  Name: string,
  TopicArn: string,
  wanted: Readonly<Record<string, string>>,
  fifo: boolean,
): Promise<void> {
  const sdk = await import('@aws-sdk/client-sns');
  let current: Readonly<Record<string, string>>;
  try {
    current = (await client.send(new sdk.GetTopicAttributesCommand({ TopicArn }))).Attributes ?? {};
  } catch (error) {
    if (!(error instanceof sdk.NotFoundException)) throw error;
    const Attributes = { ...wanted, ...(fifo && { FifoTopic: 'true' }) };
    return void (await client.send(new sdk.CreateTopicCommand({ Name, Attributes })));
  }
  // Kept since the last run: the template wins, also where it says nothing any more.
  for (const [AttributeName, AttributeValue] of Object.entries(wanted)) {
    if (AttributeValue === current[AttributeName]) continue;
    await client.send(new sdk.SetTopicAttributesCommand({ TopicArn, AttributeName, AttributeValue }));
  }
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-subscription.html */
export const snsSubscription: Builder = async ({ properties }, cloud) => {
  const ref = await subscribe(properties.text('TopicArn'), properties, cloud);
  return { ref, attributes: { Arn: ref } };
};

/** What a template may set, and what holds when it does not; '' takes a policy away. */
const SUBSCRIPTION_DEFAULTS: Readonly<Record<string, string>> = {
  FilterPolicy: '',
  FilterPolicyScope: 'MessageAttributes',
  RawMessageDelivery: 'false',
  RedrivePolicy: '',
};

async function subscribe(TopicArn: string, properties: Properties, cloud: Cloud): Promise<string> {
  const sdk = await import('@aws-sdk/client-sns');
  const client = await cloud.clients.sns();
  const Attributes: Record<string, string> = {};
  for (const name of Object.keys(SUBSCRIPTION_DEFAULTS)) {
    const value = properties.all[name];
    if (value !== undefined) Attributes[name] = typeof value === 'object' ? JSON.stringify(value) : String(value);
  }
  const [Protocol, Endpoint] = [properties.text('Protocol'), properties.optionalText('Endpoint')];
  const kept = await findSubscription(client, TopicArn, Protocol, Endpoint);
  if (!kept) {
    const request = new sdk.SubscribeCommand({ TopicArn, Protocol, Endpoint, Attributes, ReturnSubscriptionArn: true });
    const { SubscriptionArn = '' } = await client.send(request);
    await confirm(client, TopicArn, SubscriptionArn);
    return SubscriptionArn;
  }
  const { SubscriptionArn = '' } = kept;
  await confirm(client, TopicArn, SubscriptionArn);
  const { Attributes: current = {} } = await client.send(new sdk.GetSubscriptionAttributesCommand({ SubscriptionArn }));
  for (const [AttributeName, standard] of Object.entries(SUBSCRIPTION_DEFAULTS)) {
    const AttributeValue = Attributes[AttributeName] ?? standard;
    if (AttributeValue === (current[AttributeName] ?? standard)) continue;
    await client.send(new sdk.SetSubscriptionAttributesCommand({ SubscriptionArn, AttributeName, AttributeValue }));
  }
  return SubscriptionArn;
}

/** Nobody gets a mail whose link would confirm it. The library takes the ARN for the token of that link. */
async function confirm(client: SNSClient, TopicArn: string, Token: string): Promise<void> {
  const { ConfirmSubscriptionCommand } = await import('@aws-sdk/client-sns');
  await client.send(new ConfirmSubscriptionCommand({ TopicArn, Token }));
}

async function findSubscription(
  client: SNSClient,
  TopicArn: string,
  protocol: string,
  endpoint: string | undefined,
): Promise<Subscription | undefined> {
  const { paginateListSubscriptionsByTopic } = await import('@aws-sdk/client-sns');
  for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic({ client }, { TopicArn })) {
    const found = Subscriptions.find(({ Protocol, Endpoint }) => Protocol === protocol && Endpoint === endpoint);
    if (found) return found;
  }
  return undefined;
}
