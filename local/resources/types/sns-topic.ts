import type { Builder } from '../builder.ts';
import type { Properties } from '../properties.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-topic.html */
export const snsTopic: Builder = async (resource, cloud) => {
  const { CreateTopicCommand } = await import('@aws-sdk/client-sns');
  const { properties } = resource;
  const fifo = properties.optionalBoolean('FifoTopic') ?? false;
  const suffix = fifo ? '.fifo' : '';
  const TopicName = properties.optionalText('TopicName') ?? resource.physicalName({ maxLength: 256, suffix });
  const Attributes: Record<string, string> = {};
  if (fifo) Attributes['FifoTopic'] = 'true';
  if (properties.optionalBoolean('ContentBasedDeduplication')) Attributes['ContentBasedDeduplication'] = 'true';
  const displayName = properties.optionalText('DisplayName');
  if (displayName !== undefined) Attributes['DisplayName'] = displayName;
  const { TopicArn = '' } = await (
    await cloud.clients.sns()
  ).send(new CreateTopicCommand({ Name: TopicName, Attributes }));
  for (const subscription of properties.groups('Subscription')) await subscribe(TopicArn, subscription, cloud);
  return { ref: TopicArn, attributes: { TopicArn, TopicName } };
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-subscription.html */
export const snsSubscription: Builder = async ({ properties }, cloud) => {
  const ref = await subscribe(properties.text('TopicArn'), properties, cloud);
  return { ref, attributes: { Arn: ref } };
};

async function subscribe(TopicArn: string, properties: Properties, cloud: Parameters<Builder>[1]): Promise<string> {
  const { SubscribeCommand } = await import('@aws-sdk/client-sns');
  const Attributes: Record<string, string> = {};
  for (const name of ['FilterPolicy', 'FilterPolicyScope', 'RawMessageDelivery', 'RedrivePolicy']) {
    const value = properties.all[name];
    if (value !== undefined) Attributes[name] = typeof value === 'object' ? JSON.stringify(value) : String(value);
  }
  const [Protocol, Endpoint] = [properties.text('Protocol'), properties.optionalText('Endpoint')];
  const request = new SubscribeCommand({ TopicArn, Protocol, Endpoint, Attributes, ReturnSubscriptionArn: true });
  return (await (await cloud.clients.sns()).send(request)).SubscriptionArn ?? '';
}
