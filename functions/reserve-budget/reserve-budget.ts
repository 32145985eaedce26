import { FALLBACK_CHAINS, STATIC_ROUTES, TIERS } from '../model-gateway/catalog.ts';
import type { Tier } from '../model-gateway/catalog.ts';
import { BUDGET_EXCEEDED } from '../model-gateway/errors.ts';
import type { ModelRequest } from '../schemas/model-request.ts';
import type { Amount, Budgets, Limits, Period, Reservation } from '../stores/budgets.ts';
import { cheaper, tierBelow, upperBound } from './estimate.ts';

export interface ReserveEvent {
  readonly request: ModelRequest;
  /** The execution's name, which names the reservation too. */
  readonly execution: string;
  /** When the state was entered, in milliseconds since the epoch: days and months are Step Functions', not a Lambda's. */
  readonly at: number;
  /** The most tokens of a verdict, where the request has to be classified. */
  readonly classifierTokens: number;
}

/** What the routes look into. */
export interface Allowance {
  /** By routed tier: the tier that there is money for. */
  readonly tiers: Readonly<Record<Tier, Tier>>;
  /** Whether no dearer tier may be fallen back on. */
  readonly exact: boolean;
  /** The end of a route's reason where its tier went down. */
  readonly note: string;
  readonly reservation?: Reservation;
}

export interface ReserveTools {
  readonly budgets: Budgets;
  /** Of the limit that is used up the most, before this request; from 0. */
  readonly recordUse: (client: string, share: number) => void;
}

/** The cause of BudgetExceeded. */
class BudgetExceeded extends Error {
  constructor(cause: object) {
    super(JSON.stringify(cause));
    this.name = BUDGET_EXCEEDED;
  }
}

/** From this share of any limit on, a client's requests go one tier down, so that what is left lasts longer. */
const NEAR = 0.8;

/** Reserves the most that a request can cost, for the dearest tiers that fit. Throws BudgetExceeded below the cheapest. */
export async function reserveBudget(
  { request, execution: id, at, classifierTokens }: ReserveEvent,
  { budgets, recordUse }: ReserveTools,
): Promise<Allowance> {
  const client = request.clientId ?? '';
  const limits = await budgets.limits(client);
  if (limits === undefined || Object.keys(limits).length === 0) return allowance('opus', false, '');
  const periods = periodsOf(limits, at);
  const used = await usedShare(budgets, client, periods);
  recordUse(client, used.share);
  const wanted = wantedTier(request);
  const near = used.share >= NEAR;
  let needed: Amount = { tokens: 0, usd: 0 };
  for (const { ceiling, tiers, exact } of ladder(near ? tierBelow(wanted) : wanted)) {
    const reservation = { client, id, periods: periods.map(({ period }) => period) };
    needed = upperBound(request, tiers, classifierTokens);
    if (!(await reserveAll(budgets, reservation, needed, periods, at))) continue;
    const note = noteOf(near, used);
    return { ...allowance(ceiling, exact, note, near), reservation };
  }
  throw new BudgetExceeded({
    code: BUDGET_EXCEEDED,
    httpStatus: 402,
    clientId: client,
    limits,
    usedShare: Math.round(used.share * 1000) / 1000,
    // The most that it can cost with the cheapest model.
    needed,
    retryAfterSeconds: await retryAfter(budgets, client, needed, periods, at),
  });
}

interface LimitedPeriod {
  readonly period: Period;
  readonly limit: Partial<Amount>;
  readonly resetsAt: number;
}

function periodsOf({ dayTokens, dayUsd, monthTokens, monthUsd }: Limits, at: number): readonly LimitedPeriod[] {
  const date = new Date(at);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  const today = date.toISOString().slice(0, 10);
  const limit = (tokens: number | undefined, usd: number | undefined) => ({
    ...(tokens !== undefined && { tokens }),
    ...(usd !== undefined && { usd }),
  });
  const all: readonly LimitedPeriod[] = [
    { period: `day#${today}`, limit: limit(dayTokens, dayUsd), resetsAt: Date.UTC(year, month, day + 1) },
    {
      period: `month#${today.slice(0, 7)}`,
      limit: limit(monthTokens, monthUsd),
      resetsAt: Date.UTC(year, month + 1, 1),
    },
  ];
  return all.filter((one) => Object.keys(one.limit).length > 0);
}

/** The limit that is used up the most. */
async function usedShare(budgets: Budgets, client: string, periods: readonly LimitedPeriod[]) {
  const shares = await Promise.all(
    periods.map(async ({ period, limit }) => {
      const { tokens, usd } = await budgets.committed(client, period);
      const share = Math.max(shareOf(tokens, limit.tokens), shareOf(usd, limit.usd));
      return { share, period };
    }),
  );
  return shares.reduce((most, one) => (one.share > most.share ? one : most));
}

/** Others give back what they reserved within a minute or so. */
const SOON_SECONDS = 60;

/** When there may be room: soon, where only reservations of others are in the way; null for a request that never fits. */
async function retryAfter(
  budgets: Budgets,
  client: string,
  needed: Amount,
  periods: readonly LimitedPeriod[],
  at: number,
): Promise<number | null> {
  let longest = 0;
  for (const { period, limit, resetsAt } of periods) {
    const { tokens = Infinity, usd = Infinity } = limit;
    if (needed.tokens > tokens || needed.usd > usd) return null;
    const { reserved, ...committed } = await budgets.committed(client, period);
    const spent = { tokens: committed.tokens - reserved.tokens, usd: committed.usd - reserved.usd };
    const fitsSoon = spent.tokens + needed.tokens <= tokens && spent.usd + needed.usd <= usd;
    longest = Math.max(longest, fitsSoon ? SOON_SECONDS : Math.ceil((resetsAt - at) / 1000));
  }
  return longest;
}

function shareOf(used: number, limit = Infinity): number {
  return limit === 0 ? 1 : used / limit;
}

/** All or nothing: what was reserved in one period goes back when the next has no room. */
async function reserveAll(
  budgets: Budgets,
  reservation: Reservation,
  amount: Amount,
  periods: readonly LimitedPeriod[],
  at: number,
): Promise<boolean> {
  for (const [index, { period, limit }] of periods.entries()) {
    if (await budgets.reserve(reservation, period, amount, limit, at)) continue;
    const before = periods.slice(0, index).map((one) => one.period);
    await budgets.settle({ ...reservation, periods: before }, { tokens: 0, usd: 0 });
    return false;
  }
  return true;
}

/** The dearest tier that the request may be routed to. */
function wantedTier({ tier, taskType }: ModelRequest): Tier {
  return tier ?? (taskType === undefined ? 'opus' : STATIC_ROUTES.tiers[taskType]);
}

/** What may be reserved for, dearest first: a tier with whoever it falls back on, in the end the cheapest alone. */
function ladder(from: Tier) {
  const down = TIERS.slice(0, TIERS.indexOf(from) + 1).toReversed();
  const floor = TIERS[0];
  return [
    ...down.map((ceiling) => ({ ceiling, tiers: FALLBACK_CHAINS[ceiling], exact: false })),
    { ceiling: floor, tiers: [floor], exact: true },
  ];
}

function allowance(ceiling: Tier, exact: boolean, note: string, near = false): Allowance {
  const tiers = Object.fromEntries(
    TIERS.map((tier) => [tier, cheaper(near ? tierBelow(tier) : tier, ceiling)]),
  ) as Record<Tier, Tier>;
  return { tiers, exact, note };
}

function noteOf(near: boolean, { share, period }: { readonly share: number; readonly period: Period }): string {
  const used = `the client has committed ${Math.round(share * 100)} % of its budget of the ${period.split('#')[0]}`;
  return near ? `; one tier down, since ${used}` : `; cheaper models only, since ${used}`;
}
