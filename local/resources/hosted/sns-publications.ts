import type { FauxqsApp, FauxqsRequest } from './fauxqs-app.ts';
import type { FilterPolicies, MessageAttributes, Stores } from './fauxqs-parts.ts';
import { messageFor, snsFields, type SnsFields } from './sns-answers.ts';

/** Protocols that end at a person. https://docs.aws.amazon.com/sns/latest/dg/sns-user-notifications.html */
const HUMAN: readonly string[] = ['email', 'email-json', 'sms'];

export interface Subscriber {
  readonly protocol: string;
  /** A mail address or a phone number. */
  readonly endpoint: string;
}

/** What people get of one message. */
export interface Publication {
  readonly topicArn: string;
  /** Confirmed subscribers whose filter policies let it pass. */
  readonly to: readonly Subscriber[];
  readonly subject?: string;
  readonly message: string;
}

/** A message as it was sent. */
interface Entry {
  /** Within a batch. */
  readonly id?: string;
  readonly subject?: string;
  readonly message: string;
  /** Whether the message is a JSON object with a text for each protocol. */
  readonly perProtocol: boolean;
  readonly attributes: MessageAttributes;
}

type SnsStore = Stores['snsStore'];

/**
 * What people get of the messages that SNS takes from now on; asked for a call once it has its answer. Reads the call before
 * `answerLikeSns` changes it, so it must be added before.
 */
export function watchPublications(
  app: FauxqsApp,
  store: SnsStore,
  filters: FilterPolicies,
): (request: FauxqsRequest, status: number, answer: unknown) => readonly Publication[] {
  const calls = new WeakMap<FauxqsRequest, { readonly topicArn: string; readonly entries: readonly Entry[] }>();

  app.addHook('preHandler', (request, _reply, done) => {
    const fields = snsFields(request);
    const entries = fields ? entriesOf(fields) : [];
    if (entries.length > 0) calls.set(request, { topicArn: fields?.TopicArn ?? fields?.TargetArn ?? '', entries });
    done();
  });

  return (request, status, answer) => {
    const call = status === 200 ? calls.get(request) : undefined;
    if (!call || typeof answer !== 'string') return [];
    const taken = takenIds(answer);
    return call.entries
      .filter(({ id }) => id === undefined || taken.has(id))
      .flatMap((entry) => toPeople(call.topicArn, entry, store, filters));
  };
}

/** One for each text that somebody gets: mail and SMS may have their own. Without subscribers it is the mail's. */
function toPeople(topicArn: string, entry: Entry, store: SnsStore, filters: FilterPolicies): Publication[] {
  const textFor = (protocol: string) =>
    (entry.perProtocol ? messageFor(protocol, entry.message) : entry.message) ?? entry.message;
  const byText = new Map<string, Subscriber[]>();
  for (const arn of store.getTopic(topicArn)?.subscriptionArns ?? []) {
    const subscription = store.getSubscription(arn);
    if (!subscription || !HUMAN.includes(subscription.protocol)) continue;
    const { protocol, endpoint, confirmed, attributes } = subscription;
    const text = textFor(protocol);
    // Who gets a text message need not confirm it.
    if (!(confirmed || protocol === 'sms') || !passes(attributes, text, entry, filters)) continue;
    byText.set(text, [...(byText.get(text) ?? []), { protocol, endpoint }]);
  }
  if (byText.size === 0) byText.set(textFor('email'), []);
  return [...byText].map(([message, to]) => ({
    topicArn,
    to,
    ...(entry.subject !== undefined && { subject: entry.subject }),
    message,
  }));
}

function passes(
  { FilterPolicy, FilterPolicyScope }: Readonly<Record<string, string | undefined>>,
  text: string,
  { attributes }: Entry,
  filters: FilterPolicies,
): boolean {
  if (FilterPolicy === undefined || FilterPolicy === '') return true;
  const policy = JSON.parse(FilterPolicy) as Readonly<Record<string, unknown>>;
  if (FilterPolicyScope === 'MessageBody') return filters.matchesFilterPolicyOnBody(policy, text);
  return filters.matchesFilterPolicy(policy, attributes);
}

function takenIds(answer: string): ReadonlySet<string> {
  const taken = /<Successful>(.*?)<\/Successful>/s.exec(answer)?.[1] ?? '';
  return new Set([...taken.matchAll(/<Id>([^<]*)<\/Id>/g)].map(([, id]) => id ?? ''));
}

/** https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html */
function entriesOf(fields: SnsFields): readonly Entry[] {
  if (fields.Action === 'Publish') return [entryAt(fields, '')];
  if (fields.Action !== 'PublishBatch') return [];
  return numbered(fields, 'PublishBatchRequestEntries.member.').map((prefix) => ({
    id: fields[`${prefix}Id`] ?? '',
    ...entryAt(fields, prefix),
  }));
}

function entryAt(fields: SnsFields, prefix: string): Entry {
  const subject = fields[`${prefix}Subject`];
  return {
    ...(subject !== undefined && { subject }),
    message: fields[`${prefix}Message`] ?? '',
    perProtocol: fields[`${prefix}MessageStructure`] === 'json',
    attributes: attributesAt(fields, `${prefix}MessageAttributes.entry.`),
  };
}

function attributesAt(fields: SnsFields, list: string): MessageAttributes {
  const attributes = numbered(fields, list).map((prefix) => [
    fields[`${prefix}Name`] ?? '',
    {
      DataType: fields[`${prefix}Value.DataType`] ?? 'String',
      StringValue: fields[`${prefix}Value.StringValue`],
      BinaryValue: fields[`${prefix}Value.BinaryValue`],
    },
  ]);
  return Object.fromEntries(attributes) as MessageAttributes;
}

/** The prefixes of a list's items, in order: `list.1.`, `list.2.` … */
function numbered(fields: SnsFields, list: string): readonly string[] {
  const numbers = Object.keys(fields)
    .filter((name) => name.startsWith(list))
    .map((name) => Number.parseInt(name.slice(list.length), 10));
  return [...new Set(numbers)].sort((a, b) => a - b).map((number) => `${list}${number}.`);
}
