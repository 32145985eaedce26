import type { EventBus, Rule } from '../../resources/events/event-bus.ts';
import type { RuleTarget } from '../../resources/events/event-delivery.ts';
import { EventsError } from '../../resources/events/event-entries.ts';
import { InvalidEventPattern, type EventValue } from '../../resources/events/event-pattern.ts';
import { TARGET_SERVICES } from '../../resources/events/event-target.ts';
import { pageOf } from '../page-token.ts';
import type { RequestFields } from '../request-fields.ts';
import { busField, pageFields, type EventsOperation } from './operation.ts';

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
const MAX_TARGETS = 5;

export function ruleOperations(bus: EventBus): Readonly<Record<string, EventsOperation>> {
  return {
    PutRule(fields) {
      const name = fields.required('Name', { min: 1, max: 64 });
      const busName = busField(fields);
      const pattern = fields.optional('EventPattern', { max: 4096 });
      const state = fields.optional('State', { oneOf: ['ENABLED', 'DISABLED'] });
      if (fields.optional('ScheduleExpression')) {
        throw invalid('ScheduleExpression is not supported by the local EventBridge; use an EventPattern');
      }
      const description = fields.optional('Description', { max: 512 });
      const roleArn = fields.optional('RoleArn', { max: 1600 });
      fields.check();
      if (pattern === undefined) throw invalid('Parameter(s) EventPattern or ScheduleExpression must be specified.');
      // A rule that is put again keeps its targets.
      const targets = bus.rules().find((rule) => rule.name === name && rule.busName === busName)?.targets ?? [];
      const enabled = state !== 'DISABLED';
      const rule = bus.putRule({ name, busName, pattern: patternOf(pattern), enabled, description, roleArn, targets });
      return { RuleArn: rule.arn };
    },
    DescribeRule(fields) {
      return ruleAnswer(ruleField(bus, fields, 'Name'));
    },
    ListRules(fields) {
      const busName = busField(fields);
      const prefix = fields.optional('NamePrefix') ?? '';
      const page = pageFields(fields);
      fields.check();
      const found = bus.rules().filter((rule) => rule.busName === busName && rule.name.startsWith(prefix));
      const { items, nextToken } = pageOf('rules', found, ({ arn }) => arn, page);
      return { Rules: items.map(ruleAnswer), NextToken: nextToken };
    },
    EnableRule(fields) {
      bus.putRule({ ...ruleField(bus, fields, 'Name'), enabled: true });
    },
    DisableRule(fields) {
      bus.putRule({ ...ruleField(bus, fields, 'Name'), enabled: false });
    },
    /** Also of what is not there, like AWS. */
    DeleteRule(fields) {
      const name = fields.required('Name', { min: 1 });
      const busName = busField(fields);
      fields.check();
      const rule = bus.rules().find((candidate) => candidate.name === name && candidate.busName === busName);
      if (!rule) return;
      if (rule.targets.length > 0) throw invalid("Rule can't be deleted since it has targets.");
      bus.deleteRule(rule.arn);
    },
    PutTargets(fields) {
      const rule = ruleField(bus, fields, 'Rule');
      const given = (fields.list('Targets') ?? []).map(checkedTarget);
      const ids = new Set(given.map(({ Id }) => Id));
      const targets = [...rule.targets.filter(({ Id }) => !ids.has(Id)), ...given];
      if (targets.length > MAX_TARGETS) {
        throw new EventsError('LimitExceededException', `The requested resource exceeds the maximum number allowed.`);
      }
      bus.putRule({ ...rule, targets });
      return { FailedEntryCount: 0, FailedEntries: [] };
    },
    RemoveTargets(fields) {
      const rule = ruleField(bus, fields, 'Rule');
      const ids = fields.list('Ids') ?? [];
      bus.putRule({ ...rule, targets: rule.targets.filter(({ Id }) => !ids.includes(Id)) });
      return { FailedEntryCount: 0, FailedEntries: [] };
    },
    ListTargetsByRule(fields) {
      const { targets } = ruleField(bus, fields, 'Rule');
      const page = pageFields(fields);
      fields.check();
      const { items, nextToken } = pageOf('targets', targets, ({ Id }) => Id, page);
      return { Targets: items, NextToken: nextToken };
    },
  };
}

/** The JSON of an event pattern; InvalidEventPattern for other text. */
export function patternOf(text: string): EventValue {
  try {
    return JSON.parse(text) as EventValue;
  } catch (error) {
    throw new InvalidEventPattern((error as Error).message);
  }
}

function ruleField(bus: EventBus, fields: RequestFields, member: 'Name' | 'Rule'): Rule {
  const name = fields.required(member, { min: 1, max: 64 });
  const busName = busField(fields);
  fields.check();
  return bus.rule(name, busName);
}

function ruleAnswer(rule: Rule): object {
  return {
    Name: rule.name,
    Arn: rule.arn,
    EventPattern: JSON.stringify(rule.pattern),
    State: rule.enabled === false ? 'DISABLED' : 'ENABLED',
    Description: rule.description,
    RoleArn: rule.roleArn,
    EventBusName: rule.busName,
  };
}

function checkedTarget(target: unknown): RuleTarget {
  const { Id, Arn } = (typeof target === 'object' && target !== null ? target : {}) as Partial<RuleTarget>;
  if (typeof Id !== 'string' || typeof Arn !== 'string') throw invalid('Each target needs an Id and an Arn.');
  if (!TARGET_SERVICES.includes(Arn.split(':')[2] ?? '')) {
    throw invalid(`Target ${Arn} is not supported here; a rule can reach ${TARGET_SERVICES.join(', ')}.`);
  }
  return target as RuleTarget;
}

function invalid(message: string): EventsError {
  return new EventsError('ValidationException', message);
}
