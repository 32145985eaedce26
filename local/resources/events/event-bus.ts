import { randomUUID } from 'node:crypto';
import type { Clock } from '../../engine/clock.ts';
import type { ResourceStore } from '../../engine/store.ts';
import { ACCOUNT_ID, REGION } from '../../template/pseudo-parameters.ts';
import type { PutEventsEntry, PutEventsResultEntry } from './event-entries.ts';
import { checkEntries, EventsError, parseEntry } from './event-entries.ts';
import { EventDelivery } from './event-delivery.ts';
import type { DeliveryParts, RuleTarget } from './event-delivery.ts';
import { inputPaths, valueAt } from './event-input.ts';
import type { EventObject, EventPattern, EventValue } from './event-pattern.ts';
import { compilePattern } from './event-pattern.ts';

declare module '../../engine/store.ts' {
  interface ResourceRecords {
    readonly eventBus: { readonly arn: string; readonly name: string };
    readonly rule: Rule;
  }
}

export interface RuleSettings {
  readonly name: string;
  /** `default` unless told otherwise. */
  readonly busName?: string;
  readonly pattern: EventValue;
  readonly enabled?: boolean;
  readonly description?: string;
  readonly roleArn?: string;
  readonly targets: readonly RuleTarget[];
  /** Made by a template, which makes it again at each start: nothing of it is kept. */
  readonly deployed?: boolean;
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

export interface EventBusParts extends DeliveryParts {
  /** Told of each event that somebody put on a bus; services of AWS publish theirs without it. */
  readonly onEvent?: (event: NewEvent) => void;
}

/**
 * The event buses of the account with their rules; matching events go to the rules' targets in the background. What was made
 * through the API is kept in the store, and so are events until they have arrived.
 */
export class EventBus {
  readonly #clock: Clock;
  readonly #store: ResourceStore;
  readonly #delivery: EventDelivery;
  readonly #onEvent: (event: NewEvent) => void;
  readonly #buses = new Set(['default']);
  readonly #rules = new Map<string, { readonly rule: Rule; readonly matches: EventPattern }>();

  constructor(parts: EventBusParts) {
    this.#clock = parts.clock;
    this.#store = parts.store;
    this.#delivery = new EventDelivery(parts);
    this.#onEvent = parts.onEvent ?? (() => {});
    for (const { name } of parts.store.listResources('eventBus')) this.#buses.add(name);
    for (const rule of parts.store.listResources('rule')) this.#setRule(rule);
  }

  /** Delivers what the last run has not. */
  resume(): void {
    this.#delivery.resume();
  }

  /** Returns the bus' ARN. */
  createBus(name: string, { deployed = false } = {}): string {
    const arn = this.arnOf(name);
    this.#buses.add(name);
    if (deployed) this.#store.deleteResource('eventBus', arn);
    else this.#store.putResource('eventBus', { arn, name });
    return arn;
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
    for (const { busName, arn } of this.rules()) if (busName === name) this.deleteRule(arn);
    this.#buses.delete(name);
    this.#store.deleteResource('eventBus', this.arnOf(name));
  }

  /** Creates or replaces; throws InvalidEventPattern, and ResourceNotFoundException for an unknown bus. */
  putRule(settings: RuleSettings): Rule {
    const busName = settings.busName ?? 'default';
    // A path that nobody can read would otherwise be tried for a day before it is reported.
    for (const path of settings.targets.flatMap(inputPaths)) valueAt({}, path);
    this.#checkBus(busName);
    const path = busName === 'default' ? settings.name : `${busName}/${settings.name}`;
    const rule = { ...settings, busName, arn: `arn:aws:events:${REGION}:${ACCOUNT_ID}:rule/${path}` };
    this.#setRule(rule);
    if (rule.deployed) this.#store.deleteResource('rule', rule.arn);
    else this.#store.putResource('rule', rule);
    return rule;
  }

  deleteRule(arn: string): void {
    this.#rules.delete(arn);
    this.#store.deleteResource('rule', arn);
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

  /** What is still to be delivered waits in the store, if that outlives the process. */
  close(): void {
    this.#rules.clear();
    this.#delivery.close();
  }

  #setRule(rule: Rule): void {
    this.#rules.set(rule.arn, { rule, matches: compilePattern(rule.pattern) });
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
    const event = { source, detailType, detail: parsed.detail, resources, timeMs, busName };
    const EventId = this.publish(event);
    this.#onEvent(event);
    return { EventId };
  }
}
