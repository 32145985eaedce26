import type { Builder } from '../builder.ts';
import type { RuleTarget } from '../events/event-delivery.ts';
import type { EventValue } from '../events/event-pattern.ts';
import { TARGET_SERVICES } from '../events/event-target.ts';

const FILE = 'local/resources/types/events-rule.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-rule.html */
export const eventsRule: Builder = async (resource, cloud) => {
  const { properties } = resource;
  properties.refuse(['ScheduleExpression'], FILE);
  const busName = properties.optionalText('EventBusName')?.split('/').at(-1) ?? 'default';
  const targets = properties.groups('Targets').map((target) => {
    const arn = target.text('Arn');
    if (!TARGET_SERVICES.includes(arn.split(':')[2] ?? '')) {
      throw new Error(`target ${arn} is not supported; a rule can start ${TARGET_SERVICES.join(', ')}. Extend ${FILE}`);
    }
    return target.all as unknown as RuleTarget;
  });
  const rule = cloud.events.putRule({
    name: properties.optionalText('Name') ?? resource.physicalName({ maxLength: 64 }),
    busName,
    pattern: properties.group('EventPattern').all as EventValue,
    enabled: properties.optionalText('State') !== 'DISABLED',
    targets,
    deployed: true,
  });
  return { ref: busName === 'default' ? rule.name : `${busName}|${rule.name}`, attributes: { Arn: rule.arn } };
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-eventbus.html */
export const eventBus: Builder = async ({ properties }, cloud) => {
  const name = properties.text('Name');
  return { ref: name, attributes: { Arn: cloud.events.createBus(name, { deployed: true }), Name: name } };
};
