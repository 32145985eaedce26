import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { Decision, Reminder } from '../schemas/review.ts';
import { conditionalUpdate, lazily, numeric } from './conditional-update.ts';
import type { Client, Item } from './conditional-update.ts';
import { approvalItem, initialItem, keptItem, lineItem, waitingOf } from './review-items.ts';
import type { AuditLine, Decided, Kept, Review, Round, WaitingReview } from './review-items.ts';
import { dynamodbReviewViews } from './review-views.ts';
import type { ReviewViews } from './review-views.ts';

/** What a reviewer does with the version that they saw. */
export interface Act {
  /** Unique. */
  readonly id: string;
  readonly kind: Decision;
  readonly sub: string;
  readonly reviewer: string;
  readonly comment: string;
  /** For the audit trail, e.g. `approved version 1`. */
  readonly what: string;
  /** The next version, and a JSON list of what it changes. */
  readonly edit?: { readonly result: Kept; readonly changes: Kept };
  /** When the act decides the review. */
  readonly decision?: Decided;
}

/**
 * The reviews' table: an item each, written by conditional updates of single items.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html
 */
// R1. Task tokens are read by who answers the waiting task; the views that the API shows never read one.
// R2. The first final decision wins, a timeout's too: its write demands an open review, and no later write changes it.
// R3. Four eyes: an approval is written only where no approval of the same version is by the same person.
// R4. The audit trail only grows: each change of an item adds its line in the same write, and no write touches other lines.
// R5. A stored decision is sent until it is delivered: the writes of a decision and of a token each return the other, and
//     whoever meets a decision that was not delivered sends it again.
// R6. The token of an earlier round never replaces that of a later one, and none is kept once the workflow has the decision:
//     whoever asks then is answered, and nothing is written.
export interface Reviews extends ReviewViews {
  /** With the token, for who answers the task. */
  waiting(id: string): Promise<WaitingReview | undefined>;
  /**
   * Makes the review, or gives it the token of a further round; undefined when a later round was here already. When the
   * workflow has the decision, the round's token is in the answer only.
   */
  begin(round: Round): Promise<WaitingReview | undefined>;
  /** Writes an act on a review as it was read; undefined when it has changed since, and nothing was written. */
  act(review: Review, act: Act, at: number): Promise<WaitingReview | undefined>;
  /** Ends a review, as it was read, that nobody decided; undefined when it has changed since. */
  timeOut(review: Review, decision: Decided, at: number): Promise<WaitingReview | undefined>;
  /** Notes a reminder, once; undefined when it is noted already, or the review is not open. */
  remind(id: string, kind: Reminder['kind'], toWhom: string, at: number): Promise<WaitingReview | undefined>;
  /** Notes that the group has been told of the review. */
  notified(id: string, toWhom: string, at: number): Promise<void>;
  /** Notes that the workflow has the decision: by this token, or without one. */
  delivered(id: string, token: string | undefined, at: number): Promise<void>;
}

export function dynamodbReviews(
  TableName: string,
  connect: () => Client = () => new DynamoDBClient({ maxAttempts: 3 }),
): Reviews {
  const client = lazily(connect);

  async function waiting(id: string): Promise<WaitingReview | undefined> {
    const { Item: item } = await client().send(
      new GetItemCommand({ TableName, Key: { id: { S: id } }, ConsistentRead: true }),
    );
    return item && waitingOf(item);
  }

  /** Undefined when the condition does not hold. Attributes have a `#` before their names. */
  async function change(id: string, { set, remove, condition, values, line }: Change) {
    const UpdateExpression = `SET #audit = list_append(if_not_exists(#audit, :nothing), :line), ${set.join(', ')}${remove === undefined ? '' : ` REMOVE ${remove}`}`;
    const names = `${UpdateExpression} ${condition}`.match(/#\w+/g) ?? [];
    const item = await conditionalUpdate(
      client(),
      TableName,
      { id: { S: id } },
      {
        UpdateExpression,
        ConditionExpression: condition,
        ExpressionAttributeNames: Object.fromEntries(names.map((name) => [name, name.slice(1)])),
        values: { ':nothing': { L: [] }, ':line': { L: [lineItem(line)] }, ...values },
        returnsItem: true,
      },
    );
    return item && waitingOf(item);
  }

  return {
    ...dynamodbReviewViews(TableName, client),
    waiting,

    async begin({ id, token, at, ...round }) {
      const initial = initialItem(round);
      const written = await change(id, {
        set: [
          ...Object.keys(initial).map((name) => `#${name} = if_not_exists(#${name}, :${name})`),
          '#token = :token, #roundAt = :at',
        ],
        condition: `attribute_not_exists(#sentAt) AND (attribute_not_exists(#roundAt) OR (#roundAt <= :at AND ${isNot('#token', ':token')}))`,
        values: {
          ...Object.fromEntries(Object.entries(initial).map(([name, value]) => [`:${name}`, value])),
          ':token': { S: token },
          ':at': numeric(at),
        },
        line: { at, who: WORKFLOW, what: `asked ${round.approver.group} to decide` },
      });
      if (written) return written;
      const there = await waiting(id);
      // A redrive, or a run that comes too late; only Step Functions knows which.
      if (there?.sentAt !== undefined) return { ...there, token };
      // The SDK's second try, whose first one was written.
      return there?.token === token ? there : undefined;
    },

    async act({ id, version, approvals }, { id: act, kind, edit, decision, what, ...by }, at) {
      const { sub, reviewer } = by;
      const own = kind === 'reject' ? undefined : { L: [approvalItem({ sub, reviewer, at })] };
      const isOthers = approvals.map((_, index) => `#approvals[${index}].#sub <> :sub`);
      const written = await change(id, {
        set: [
          ...(kind === 'approve' ? ['#approvals = list_append(#approvals, :own)'] : []),
          ...(edit ? ['#approvals = :own, #version = #version + :one, #result = :result'] : []),
          ...(decision ? ['#status = :decided, #decision = :decision'] : []),
        ],
        condition: [AS_READ, ...(kind === 'approve' ? isOthers : [])].join(' AND '),
        values: {
          ...asRead(version, approvals.length),
          ...(own && { ':own': own }),
          ...(kind === 'approve' && approvals.length > 0 && { ':sub': { S: sub } }),
          ...(edit && { ':one': numeric(1), ':result': keptItem(edit.result) }),
          ...(decision && { ':decided': { S: 'decided' }, ':decision': { S: JSON.stringify(decision) } }),
        },
        line: { at, who: reviewer, what, sub, comment: by.comment, act, ...(edit && { changes: edit.changes }) },
      });
      if (written) return written;
      const there = await waiting(id);
      return there?.audit.some((line) => line.act === act) ? there : undefined;
    },

    timeOut: ({ id, version, approvals }, decision, at) =>
      change(id, {
        set: ['#status = :timedOut, #decision = :decision, #sentAt = :at'],
        remove: '#token',
        condition: AS_READ,
        values: {
          ...asRead(version, approvals.length),
          ':timedOut': { S: 'timed-out' },
          ':decision': { S: JSON.stringify(decision) },
          ':at': numeric(at),
        },
        line: { at, who: WORKFLOW, what: 'ended the review; nobody had decided in time' },
      }),

    remind: (id, kind, toWhom, at) =>
      change(id, {
        set: ['#remindedAt = :at', ...(kind === 'escalate' ? ['#escalated = :yes'] : [])],
        condition: '#status = :open AND (attribute_not_exists(#remindedAt) OR #remindedAt < :at)',
        values: {
          ':at': numeric(at),
          ':open': { S: 'open' },
          ...(kind === 'escalate' && { ':yes': { BOOL: true } }),
        },
        line: { at, who: WORKFLOW, what: kind === 'escalate' ? `escalated to ${toWhom}` : `reminded ${toWhom}` },
      }),

    async notified(id, toWhom, at) {
      await change(id, {
        set: ['#notifiedAt = :at'],
        condition: 'attribute_exists(#id) AND attribute_not_exists(#notifiedAt)',
        values: { ':at': numeric(at) },
        line: { at, who: WORKFLOW, what: `told ${toWhom}` },
      });
    },

    async delivered(id, token, at) {
      await change(id, {
        set: ['#sentAt = :at'],
        remove: '#token',
        condition: `attribute_exists(#decision) AND ${token === undefined ? 'attribute_not_exists(#sentAt)' : '#token = :token'}`,
        values: { ':at': numeric(at), ...(token !== undefined && { ':token': { S: token } }) },
        line: { at, who: WORKFLOW, what: 'took the decision' },
      });
    },
  };
}

interface Change {
  readonly set: readonly string[];
  readonly remove?: string;
  readonly condition: string;
  readonly values: Item;
  readonly line: AuditLine;
}

/** Who acts when no reviewer does. */
const WORKFLOW = 'workflow';

// Together they name one state of a review: approvals of a version only become more.
const AS_READ = '#status = :open AND #version = :version AND size(#approvals) = :approvals';

function asRead(version: number, approvals: number): Item {
  return { ':open': { S: 'open' }, ':version': numeric(version), ':approvals': numeric(approvals) };
}

/** Also where the attribute is absent. */
function isNot(attribute: string, value: string): string {
  return `(attribute_not_exists(${attribute}) OR ${attribute} <> ${value})`;
}
