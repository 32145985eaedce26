import { randomUUID } from 'node:crypto';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { effective } from '../model-gateway/breaker.ts';
import type { Circuit, Forced, ForcedCircuit, Transition } from '../model-gateway/breaker.ts';
import { readAll } from './breaker-counters.ts';
import { forcingOf, reportKeys, reportOf } from './breaker-report.ts';
import type { BreakerReport, Forcing } from './breaker-report.ts';
import { stateOf } from './breakers.ts';
import { conditionalUpdate, lazily, numberOf } from './conditional-update.ts';
import type { Client, Item } from './conditional-update.ts';

/** One line of the audit trail. */
export interface Operation {
  readonly at: number;
  readonly by: string;
  readonly from: Circuit | ForcedCircuit;
  readonly to: Circuit | ForcedCircuit;
  /** Empty for a release without one. */
  readonly reason: string;
}

export interface Operated {
  readonly state: Circuit | ForcedCircuit;
  /** How it is forced now. */
  readonly forced?: Forcing;
  /** Undefined when it already was as it should be. */
  readonly transition?: Transition;
  /** Why the trail could not be written; the next operation writes what is missing. */
  readonly auditFault?: unknown;
}

/** What operators do with breakers, over what the traffic makes of them. */
// O1. An operation and what the trail will say of it are one conditional write on what was read; the circuit stays as it is.
// O2. It is on the trail before the next one is written, and only once: the trail takes none that is not later than its last.
export interface BreakerOperations {
  report(breaker: string, at: number): Promise<BreakerReport>;
  /** The latest operations in order, a hundred or more where there are so many. */
  trail(breaker: string): Promise<readonly Operation[]>;
  force(breaker: string, to: Forced, by: string, reason: string, at: number): Promise<Operated>;
  release(breaker: string, by: string, reason: string, at: number): Promise<Operated>;
}

export function dynamodbBreakerOperations(
  TableName: string,
  connect: () => Client = () => new DynamoDBClient({ maxAttempts: 3 }),
): BreakerOperations {
  const client = lazily(connect);

  async function read(key: string): Promise<Item> {
    const { Item: item } = await client().send(
      new GetItemCommand({ TableName, Key: { breaker: { S: key } }, ConsistentRead: true }),
    );
    return item ?? {};
  }

  const update = (key: string, UpdateExpression: string, ConditionExpression: string, values: Item) =>
    conditionalUpdate(
      client(),
      TableName,
      { breaker: { S: key } },
      { UpdateExpression, ConditionExpression, values, returnsItem: true },
    );

  async function operate(
    breaker: string,
    forced: Forced | undefined,
    { by, reason, at: asked }: Forcing,
  ): Promise<Operated> {
    const id = randomUUID();
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const before = await read(breaker);
      // Written, but the answer was lost, and the SDK's second try met its own condition.
      if (before.operation?.M?.id?.S === id) return done(breaker, before);
      await audit(breaker, before);
      if (before.forced?.S === forced) return forcingOf(before);
      const operation = {
        // O2 needs a later time for a later operation, by whoever's clock.
        at: Math.max(asked, timeOf(before) + 1),
        by,
        from: forcingOf(before).state,
        to: effective({ circuit: stateOf(before).circuit, forced }),
        reason,
      };
      const after = await update(
        breaker,
        forced === undefined
          ? 'SET operations = :operations, operation = :operation REMOVE forced, forcedReason, forcedBy, forcedAt'
          : 'SET operations = :operations, operation = :operation, forced = :forced, forcedReason = :reason, forcedBy = :by, forcedAt = :at',
        AS_READ.map((name) => (before[name] ? `${name} = :was_${name}` : `attribute_not_exists(${name})`)).join(
          ' AND ',
        ),
        {
          ':operations': { N: String(numberOf(before.operations) + 1) },
          ':operation': itemOf(id, operation),
          ...(forced !== undefined && {
            ':forced': { S: forced },
            ':reason': { S: reason },
            ':by': { S: by },
            ':at': { N: String(operation.at) },
          }),
          ...Object.fromEntries(AS_READ.flatMap((name) => (before[name] ? [[`:was_${name}`, before[name]]] : []))),
        },
      );
      if (after) return done(breaker, after);
    }
    throw new Error(`${breaker} changed ${ATTEMPTS} times while it was operated on; try again`);
  }

  /** What the last operation on an item has come to. */
  async function done(breaker: string, item: Item): Promise<Operated> {
    const { at, by, from, to, reason } = operationOf(item.operation);
    const transition = {
      breaker,
      from,
      to,
      generation: numberOf(item.generation),
      at,
      ...(to === 'OPEN' && item.openUntil && { until: numberOf(item.openUntil) }),
      why: reason === '' ? 'released' : reason,
      operator: by,
    };
    const auditFault = await audit(breaker, item).catch((error: unknown) => error);
    return { ...forcingOf(item), transition, ...(auditFault !== undefined && { auditFault }) };
  }

  /** Puts a breaker's last operation on its trail, unless it is there. */
  async function audit(breaker: string, item: Item): Promise<void> {
    if (!item.operation) return;
    await update(
      trailKey(breaker, pageOf(item)),
      'SET entries = list_append(if_not_exists(entries, :none), :entry), lastAt = :at',
      'attribute_not_exists(lastAt) OR lastAt < :at',
      { ':none': { L: [] }, ':entry': { L: [item.operation] }, ':at': { N: String(timeOf(item)) } },
    );
  }

  return {
    async report(breaker, at) {
      const item = await read(breaker);
      return reportOf(breaker, item, await readAll(client(), TableName, reportKeys(breaker, item, at)));
    },

    async trail(breaker) {
      const item = await read(breaker);
      const last = pageOf(item);
      const pages = await Promise.all(
        [last - 1, last].filter((page) => page >= 0).map((page) => read(trailKey(breaker, page))),
      );
      const missing = item.operation && timeOf(item) > numberOf(pages.at(-1)?.lastAt) ? [item.operation] : [];
      return [...pages.flatMap(({ entries }) => entries?.L ?? []), ...missing].map(operationOf);
    },

    force: (breaker, to, by, reason, at) => operate(breaker, to, { by, reason, at }),
    release: (breaker, by, reason, at) => operate(breaker, undefined, { by, reason, at }),
  };
}

/** The traffic changes a breaker a few times a minute at the most, and operators are few. */
const ATTEMPTS = 5;

/** What an operation is based on; other attributes may change under it. */
const AS_READ = ['circuit', 'generation', 'forced', 'operations'] as const;

/** Operations on one item of the trail, 2 KB each at the most, of the 400 KB that an item may have. */
const PAGE = 100;

function itemOf(id: string, { at, by, from, to, reason }: Operation): AttributeValue {
  return {
    M: { id: { S: id }, at: { N: String(at) }, by: { S: by }, from: { S: from }, to: { S: to }, reason: { S: reason } },
  };
}

function operationOf({ M = {} }: Partial<AttributeValue> = {}): Operation {
  const text = (name: string) => M[name]?.S ?? '';
  return {
    at: numberOf(M.at),
    by: text('by'),
    from: text('from') as Operation['from'],
    to: text('to') as Operation['to'],
    reason: text('reason'),
  };
}

/** Append-only, and of no interest to a call: it must not make the breaker's own item larger. */
function trailKey(breaker: string, page: number): string {
  return page === 0 ? `${breaker}#audit` : `${breaker}#audit#${page}`;
}

function pageOf({ operations }: Item): number {
  return Math.floor(Math.max(0, numberOf(operations) - 1) / PAGE);
}

/** Of the last operation. */
function timeOf({ operation }: Item): number {
  return numberOf(operation?.M?.at);
}
