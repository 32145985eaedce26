import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import {
  effective,
  isPoor,
  openFor,
  opens,
  PASSED_OVER_MS,
  PROBES_TO_CLOSE,
  UNUSED,
} from '../model-gateway/breaker.ts';
import type { BreakerState, Circuit, Counts, Forced, Transition } from '../model-gateway/breaker.ts';
import { breakerCounters } from './breaker-counters.ts';
import type { Attempt, Counted } from './breaker-counters.ts';
import { conditionalUpdate, impatientClient, lazily, numberOf, numeric } from './conditional-update.ts';
import type { Client, Item } from './conditional-update.ts';

/** The right to send the one probe of a half-open breaker. */
export interface Lease {
  readonly token: string;
  /** When it expires, in milliseconds since the epoch; a probe that has not answered by then is given up. */
  readonly until: number;
  readonly generation: number;
  /** Probes that succeeded before this one. */
  readonly successes: number;
  /** How often the breaker has opened since it was closed. */
  readonly openings: number;
}

/** After a `neutral` probe the lease goes back, and the next call may probe. */
export type ProbeOutcome = Attempt['outcome'];

/** The breakers' table: one item each. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html */
export interface Breakers {
  read(breaker: string): Promise<BreakerState>;
  /** Counts an attempt once; the transition if that opened the breaker. */
  count(breaker: string, attempt: Attempt, at: number): Promise<Transition | undefined>;
  /** As `count`, for an attempt that may have counted itself before it was killed, minutes ago. */
  countLost(breaker: string, attempt: Attempt, at: number): Promise<Transition | undefined>;
  /** What became of a probe. A lease that has expired, or is no longer the breaker's, changes nothing. */
  settle(breaker: string, lease: Lease, outcome: ProbeOutcome, at: number): Promise<Transition | undefined>;
}

export function dynamodbBreakers(
  TableName: string,
  {
    connect = impatientClient,
    random = Math.random,
  }: { readonly connect?: () => Client; readonly random?: () => number } = {},
): Breakers {
  const client = lazily(connect);
  const counters = breakerCounters(client, TableName);
  const update = (breaker: string, UpdateExpression: string, ConditionExpression: string, values: Item) =>
    conditionalUpdate(
      client(),
      TableName,
      { breaker: { S: breaker } },
      { UpdateExpression, ConditionExpression, values, returnsItem: true },
    );

  async function read(breaker: string): Promise<BreakerState> {
    const { Item: item } = await client().send(
      new GetItemCommand({
        TableName,
        Key: { breaker: { S: breaker } },
        ConsistentRead: true,
        ProjectionExpression: 'circuit, generation, forced',
      }),
    );
    return item ? stateOf(item) : UNUSED;
  }

  async function open(breaker: string, generation: number, at: number, { calls, bad }: Counts) {
    const until = at + openFor(1, random());
    const written = await update(
      breaker,
      'SET circuit = :open, generation = :next, openUntil = :until, openings = :one',
      '(attribute_not_exists(circuit) OR (circuit = :closed AND generation = :now)) AND attribute_not_exists(forced)',
      {
        ':open': { S: 'OPEN' },
        ':closed': { S: 'CLOSED' },
        ':now': numeric(generation),
        ':next': numeric(generation + 1),
        ':until': numeric(until),
        ':one': numeric(1),
      },
    );
    const why = `${bad} of ${calls} calls within a minute failed or were slow`;
    return written && ({ breaker, from: 'CLOSED', to: 'OPEN', generation: generation + 1, at, until, why } as const);
  }

  async function passOver(breaker: string, at: number): Promise<void> {
    await update(breaker, 'SET avoidUntil = :until', 'attribute_not_exists(avoidUntil) OR avoidUntil < :at', {
      ':until': numeric(at + PASSED_OVER_MS),
      ':at': numeric(at),
    });
  }

  /** Undefined when its circuit was not closed, or is not any more where nobody could read it before. */
  async function generationOf(breaker: string, { generation }: Attempt): Promise<number | undefined> {
    if (generation !== undefined) return generation;
    const state = await read(breaker);
    return state.circuit === 'CLOSED' ? state.generation : undefined;
  }

  async function counting(
    breaker: string,
    attempt: Attempt,
    at: number,
    count: (counted: Counted) => Promise<boolean>,
  ): Promise<Transition | undefined> {
    const generation = await generationOf(breaker, attempt);
    if (generation === undefined) return undefined;
    const isNew = await count({ ...attempt, generation });
    // Only these can change anything, so a healthy model costs no look at the rest of the window.
    if (!isNew || !(attempt.outcome === 'bad' || attempt.failed || attempt.tardy)) return undefined;
    const counts = await counters.window(breaker, generation, at);
    if (attempt.outcome === 'bad' && opens(counts)) return open(breaker, generation, at, counts);
    if (isPoor(counts)) await passOver(breaker, at);
    return undefined;
  }

  return {
    read,
    count: (breaker, attempt, at) => counting(breaker, attempt, at, (counted) => counters.count(breaker, counted, at)),
    countLost: (breaker, attempt, at) =>
      counting(breaker, attempt, at, (counted) => counters.countLost(breaker, counted, at)),

    async settle(breaker, { token, generation, successes, openings }, outcome, at) {
      const settle = (UpdateExpression: string, values: Item) =>
        update(breaker, UpdateExpression, 'lease = :token AND leaseUntil > :at AND generation = :generation', {
          ':token': { S: token },
          ':at': numeric(at),
          ':generation': numeric(generation),
          ...values,
        });
      const next = { ':next': numeric(generation + 1) };
      const change = { breaker, from: 'HALF_OPEN', generation: generation + 1, at } as const;
      if (outcome === 'neutral') {
        await settle('REMOVE lease, leaseUntil', {});
        return undefined;
      }
      if (outcome === 'bad') {
        const until = at + openFor(openings + 1, random());
        const written = await settle(
          `SET circuit = :open, generation = :next, openUntil = :until, openings = :openings REMOVE ${PROBING}`,
          { ...next, ':open': { S: 'OPEN' }, ':until': numeric(until), ':openings': numeric(openings + 1) },
        );
        return seen(written, { ...change, to: 'OPEN', until, why: 'the probe failed or was slow' });
      }
      if (successes + 1 < PROBES_TO_CLOSE) {
        await settle('SET successes = :successes REMOVE lease, leaseUntil', { ':successes': numeric(successes + 1) });
        return undefined;
      }
      const written = await settle(`SET circuit = :closed, generation = :next REMOVE openUntil, openings, ${PROBING}`, {
        ...next,
        ':closed': { S: 'CLOSED' },
      });
      return seen(written, { ...change, to: 'CLOSED', why: `${PROBES_TO_CLOSE} probes in a row succeeded` });
    },
  };
}

const PROBING = 'lease, leaseUntil, halfOpenSince, successes';

/** A change that callers meet: not under an operator's hand, who may have come while the probe was out. */
function seen(written: Item | undefined, transition: Transition): Transition | undefined {
  if (written === undefined) return undefined;
  const state = stateOf(written);
  return effective(state) === state.circuit ? transition : undefined;
}

export function stateOf(item: Item): BreakerState {
  const { forced } = item;
  return {
    circuit: (item.circuit?.S ?? 'CLOSED') as Circuit,
    generation: numberOf(item.generation),
    ...(forced?.S !== undefined && { forced: forced.S as Forced }),
  };
}
