import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { conditionalUpdate, impatientClient, lazily, numberOf, numeric } from './conditional-update.ts';
import type { Client, Item } from './conditional-update.ts';

/** What a client may use up within a UTC day and a UTC month; a limit that is absent does not hold. */
export interface Limits {
  readonly dayTokens?: number;
  readonly dayUsd?: number;
  readonly monthTokens?: number;
  readonly monthUsd?: number;
}

export interface Amount {
  readonly tokens: number;
  readonly usd: number;
}

/** `day#2026-11-21` or `month#2026-11`. */
export type Period = `day#${string}` | `month#${string}`;

export interface Reservation {
  readonly client: string;
  readonly id: string;
  readonly periods: readonly Period[];
}

/**
 * The budgets' table: per client an item with its limits, and one for each day and month with what is committed: spent, and
 * reserved by executions that still run.
 */
// U1. `committed` is what was settled plus all reservations that are in the item; each change of it is one conditional write.
// U2. A reservation is settled once: by its execution, or, when that never came, given back after its time.
// U3. A settlement that comes after that is charged all the same, once.
export interface Budgets {
  limits(client: string): Promise<Limits | undefined>;
  /** With the part of it that is reserved, and may come back. */
  committed(client: string, period: Period): Promise<Amount & { readonly reserved: Amount }>;
  /** Whether the amount fits under the limits of the period; if so it is reserved, instead of what the id had reserved before. */
  reserve(
    owner: Pick<Reservation, 'client' | 'id'>,
    period: Period,
    amount: Amount,
    limit: Partial<Amount>,
    at: number,
  ): Promise<boolean>;
  /** Charges what was spent instead of what was reserved, once however often it is called. */
  settle(reservation: Reservation, spent: Amount): Promise<void>;
}

export function dynamodbBudgets(
  TableName: string,
  {
    reservationSeconds,
    connect = impatientClient,
  }: { readonly reservationSeconds: number; readonly connect?: () => Client },
): Budgets {
  const client = lazily(connect);
  const key = (name: string, part: string) => ({ client: { S: name }, part: { S: part } });

  async function read(name: string, part: string): Promise<Item | undefined> {
    const { Item: item } = await client().send(
      new GetItemCommand({ TableName, Key: key(name, part), ConsistentRead: true }),
    );
    return item;
  }

  /** False when the condition does not hold. */
  const update = async (
    Key: Item,
    UpdateExpression: string,
    ConditionExpression: string,
    values: Item,
    ExpressionAttributeNames?: Record<string, string>,
  ) => {
    const change = { UpdateExpression, ConditionExpression, ExpressionAttributeNames, values };
    return (await conditionalUpdate(client(), TableName, Key, change)) !== undefined;
  };

  /** One that has run out is remembered, since its execution may still settle it. */
  async function giveBack(name: string, period: Period, { id, tokens, nanoUsd }: Held, hasRunOut: boolean) {
    await update(
      key(name, period),
      `SET tokens = tokens - :tokens, nanoUsd = nanoUsd - :usd REMOVE #r${hasRunOut ? ' ADD expired :ids' : ''}`,
      'attribute_exists(#r)',
      {
        ':tokens': numeric(tokens),
        ':usd': numeric(nanoUsd),
        ...(hasRunOut && { ':ids': { SS: [id] } }),
      },
      { '#r': attributeOf(id) },
    );
  }

  async function tryReserve(
    { client: name, id }: Pick<Reservation, 'client' | 'id'>,
    period: Period,
    reserved: Amount,
    { tokens = Infinity, usd = Infinity }: Partial<Amount>,
    at: number,
  ): Promise<boolean> {
    if (reserved.tokens > tokens || reserved.usd > usd) return false;
    const room = [
      ...(tokens === Infinity ? [] : ['(attribute_not_exists(tokens) OR tokens <= :tokenRoom)']),
      ...(usd === Infinity ? [] : ['(attribute_not_exists(nanoUsd) OR nanoUsd <= :usdRoom)']),
    ];
    const held = {
      tokens: numeric(reserved.tokens),
      nanoUsd: numeric(nano(reserved.usd)),
      until: numeric(at + reservationSeconds * 1000),
    };
    return update(
      key(name, period),
      'SET tokens = if_not_exists(tokens, :zero) + :tokens, nanoUsd = if_not_exists(nanoUsd, :zero) + :usd, #r = :r, expires = :expires',
      ['attribute_not_exists(#r)', ...room].join(' AND '),
      {
        ':zero': numeric(0),
        ':tokens': numeric(reserved.tokens),
        ':usd': numeric(nano(reserved.usd)),
        ':r': { M: held },
        ':expires': numeric(Math.ceil(at / 1000) + KEPT_SECONDS),
        ...(tokens === Infinity ? {} : { ':tokenRoom': numeric(tokens - reserved.tokens) }),
        ...(usd === Infinity ? {} : { ':usdRoom': numeric(nano(usd - reserved.usd)) }),
      },
      { '#r': attributeOf(id) },
    );
  }

  return {
    async limits(name) {
      const item = await read(name, 'limits');
      return item && limitsOf(item);
    },

    async committed(name, period) {
      const item = (await read(name, period)) ?? {};
      const held = heldIn(item);
      const reserved = {
        tokens: held.reduce((sum, { tokens }) => sum + tokens, 0),
        usd: held.reduce((sum, { nanoUsd }) => sum + nanoUsd, 0) / 1e9,
      };
      return { tokens: numberOf(item.tokens), usd: numberOf(item.nanoUsd) / 1e9, reserved };
    },

    async reserve(owner, period, amount, limit, at) {
      if (await tryReserve(owner, period, amount, limit, at)) return true;
      // Nobody sweeps by the clock: what has run out is given back when somebody needs the room. What stands under the id is of
      // an earlier run whose answer was lost.
      const item = (await read(owner.client, period)) ?? {};
      const free = heldIn(item).filter(({ id, until }) => id === owner.id || until <= at);
      for (const one of free) await giveBack(owner.client, period, one, one.id !== owner.id);
      return free.length > 0 && tryReserve(owner, period, amount, limit, at);
    },

    async settle({ client: name, id, periods }, spent) {
      await Promise.all(
        periods.map(async (period) => {
          const item = (await read(name, period)) ?? {};
          const reserved = heldIn(item).find((held) => held.id === id);
          if (reserved) {
            // What is held never changes while it is there.
            const settled = await update(
              key(name, period),
              'SET tokens = tokens + :tokens, nanoUsd = nanoUsd + :usd REMOVE #r',
              'attribute_exists(#r)',
              {
                ':tokens': numeric(spent.tokens - reserved.tokens),
                ':usd': numeric(nano(spent.usd) - reserved.nanoUsd),
              },
              { '#r': attributeOf(id) },
            );
            if (settled) return;
          }
          await update(
            key(name, period),
            'SET tokens = tokens + :tokens, nanoUsd = nanoUsd + :usd DELETE expired :ids',
            'contains(expired, :id)',
            {
              ':tokens': numeric(spent.tokens),
              ':usd': numeric(nano(spent.usd)),
              ':ids': { SS: [id] },
              ':id': { S: id },
            },
          );
        }),
      );
    },
  };
}

/** A month's item is needed for a month; the rest is for whoever wants to look back. */
const KEPT_SECONDS = 62 * 24 * 3600;

const PREFIX = 'reserved:';

/** Reservations are attributes of their own, so that two writes of different ones never meet in a condition. */
function attributeOf(id: string): string {
  return `${PREFIX}${id}`;
}

function heldIn(item: Item): readonly Held[] {
  return Object.entries(item).flatMap(([attribute, value]) => reservedIn(attribute, value) ?? []);
}

interface Held {
  readonly id: string;
  readonly tokens: number;
  readonly nanoUsd: number;
  readonly until: number;
}

function reservedIn(attribute: string, { M }: AttributeValue): Held | undefined {
  if (!attribute.startsWith(PREFIX) || M === undefined) return undefined;
  const of = (name: string) => numberOf(M[name]);
  return { id: attribute.slice(PREFIX.length), tokens: of('tokens'), nanoUsd: of('nanoUsd'), until: of('until') };
}

function limitsOf(item: Item): Limits {
  const of = (name: keyof Limits) => (item[name]?.N === undefined ? {} : { [name]: numberOf(item[name]) });
  return { ...of('dayTokens'), ...of('dayUsd'), ...of('monthTokens'), ...of('monthUsd') };
}

/** Whole numbers, so that sums of many small charges stay exact. */
function nano(usd: number): number {
  return Math.round(usd * 1e9);
}
