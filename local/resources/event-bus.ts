import { randomUUID } from 'node:crypto';
import type { Clock } from '../engine/clock.ts';
import { ACCOUNT_ID, REGION } from '../template/pseudo-parameters.ts';
import type { PutEventsEntry, PutEventsResultEntry } from './event-entries.ts';
import { checkEntries, EventsError, parseEntry } from './event-entries.ts';
import { EventDelivery } from './event-delivery.ts';
import type { RuleTarget, TargetCaller } from './event-delivery.ts';
import { inputPaths, valueAt } from './event-input.ts';
import type { EventObject, EventPattern, EventValue } from './event-pattern.ts';
import { compilePattern } from './event-pattern.ts';

export interface RuleSettings {
  readonly name: string;
  /** `default` unless told otherwise. */
  readonly busName?: string;
  readonly pattern: EventValue;
  readonly enabled?: boolean;
  readonly description?: string;
  readonly roleArn?: string;
  readonly targets: readonly RuleTarget[];
}

export interface Rule extends RuleSettings {
  readonly busName: string;
  readonly arn: string;
}

/** An event before it has an id, a time and an account. */
export interface NewEvent {
  readonly source: string;
  readonly detailType: string;
  readonly detail: EventObject;
  readonly resources?: readonly string[];
  readonly timeMs?: number;
  readonly busName?: string;
}

/** The event buses of the account with their rules; matching events go to the rules' targets in the background. */
export class EventBus {
  readonly #clock: Clock;
  readonly #delivery: EventDelivery;
  readonly #buses = new Set(['default']);
  readonly #rules = new Map<string, { readonly rule: Rule; readonly matches: EventPattern }>();

  constructor(parts: {
    readonly clock: Clock;
    readonly target: TargetCaller;
    readonly report?: (problem: string) => void;
  }) {
    this.#clock = parts.clock;
    this.#delivery = new EventDelivery(parts);
  }

  /** Returns the bus' ARN. */
  createBus(name: string): string {
    this.#buses.add(name);
    return this.arnOf(name);
  }

  arnOf(busName: string): string {
    return `arn:aws:events:${REGION}:${ACCOUNT_ID}:event-bus/${busName}`;
  }

  /** The names of all buses. */
  buses(): readonly string[] {
    return [...this.#buses];
  }

  /** With its rules; the default bus always stays. */
  deleteBus(name: string): void {
    if (name === 'default') throw new EventsError('ValidationException', 'Cannot delete event bus default.');
    for (const { busName, arn } of this.rules()) if (busName === name) this.#rules.delete(arn);
    this.#buses.delete(name);
  }

  /** Creates or replaces; throws InvalidEventPattern, and ResourceNotFoundException for an unknown bus. */
  putRule(settings: RuleSettings): Rule {
    const busName = settings.busName ?? 'default';
    // A path that nobody can read would otherwise be tried for a day before it is reported.
    for (const path of settings.targets.flatMap(inputPaths)) valueAt({}, path);
    this.#checkBus(busName);
    const path = busName === 'default' ? settings.name : `${busName}/${settings.name}`;
    const rule = { ...settings, busName, arn: `arn:aws:events:${REGION}:${ACCOUNT_ID}:rule/${path}` };
    this.#rules.set(rule.arn, { rule, matches: compilePattern(settings.pattern) });
    return rule;
  }

  deleteRule(arn: string): void {
    this.#rules.delete(arn);
  }

  /** Throws ResourceNotFoundException. */
  rule(name: string, busName = 'default'): Rule {
    this.#checkBus(busName);
    const rule = this.rules().find((candidate) => candidate.name === name && candidate.busName === busName);
    if (rule) return rule;
    throw new EventsError('ResourceNotFoundException', `Rule ${name} does not exist on EventBus ${busName}.`);
  }

  rules(): readonly Rule[] {
    return [...this.#rules.values()].map(({ rule }) => rule);
  }

  /** PutEvents: one result an entry, in order. Throws EventsError for a request that is refused as a whole. */
  putEvents(entries: readonly PutEventsEntry[]): {
    readonly FailedEntryCount: number;
    readonly Entries: readonly PutEventsResultEntry[];
  } {
    checkEntries(entries);
    const results = entries.map((entry) => this.#put(entry));
    return { FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length, Entries: results };
  }

  /** What a service of AWS itself would send, such as a change of an execution's status; returns the event's id. */
  publish(event: NewEvent): string {
    const id = randomUUID();
    const complete: EventObject = {
      version: '0',
      id,
      'detail-type': event.detailType,
      source: event.source,
      account: ACCOUNT_ID,
      time: new Date(event.timeMs ?? this.#clock.now()).toISOString().replace(/\.\d+Z$/, 'Z'),
      region: REGION,
      resources: event.resources ?? [],
      detail: event.detail,
    };
    for (const { rule, matches } of this.#rules.values()) {
      if (rule.enabled === false || rule.busName !== (event.busName ?? 'default') || !matches(complete)) continue;
      for (const target of rule.targets) this.#delivery.deliver(rule, target, complete);
    }
    return id;
  }

  /** Gives up what is still to be delivered. */
  close(): void {
    this.#rules.clear();
    this.#delivery.close();
  }

  #checkBus(name: string): void {
    if (this.#buses.has(name)) return;
    throw new EventsError('ResourceNotFoundException', `Event bus ${name} does not exist.`);
  }

  #put(entry: PutEventsEntry): PutEventsResultEntry {
    const parsed = parseEntry(entry);
    if ('refused' in parsed) return parsed.refused;
    const busName = entry.EventBusName?.split('/').at(-1) ?? 'default';
    // AWS drops such an event without a word; here that would only hide a mistake.
    if (!this.#buses.has(busName)) {
      return { ErrorCode: 'InvalidArgument', ErrorMessage: `Event bus ${busName} does not exist.` };
    }
    const { Source: source = '', DetailType: detailType = '', Resources: resources, Time } = entry;
    const timeMs = Time === undefined ? undefined : Time * 1000;
    return { EventId: this.publish({ source, detailType, detail: parsed.detail, resources, timeMs, busName }) };
  }
}
