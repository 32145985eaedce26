import type { AttributeValue } from '@aws-sdk/client-dynamodb';

import { table, usd } from './table.ts';

export type Item = Readonly<Record<string, AttributeValue>>;

/** Attributes of a client's item `limits`, and the options that set them. */
export const LIMITS = [
  { name: 'dayTokens', option: 'day-tokens', period: 'day', unit: 'tokens' },
  { name: 'dayUsd', option: 'day-usd', period: 'day', unit: 'usd' },
  { name: 'monthTokens', option: 'month-tokens', period: 'month', unit: 'tokens' },
  { name: 'monthUsd', option: 'month-usd', period: 'month', unit: 'usd' },
] as const;
export type Limit = (typeof LIMITS)[number]['name'];
type Unit = (typeof LIMITS)[number]['unit'];

export interface BudgetReport {
  readonly client: string;
  readonly at: string;
  readonly limits: readonly {
    readonly period: 'day' | 'month';
    readonly unit: Unit;
    /** Spent, and reserved by executions that still run. */
    readonly committed: number;
    readonly limit?: number;
    readonly share?: number;
  }[];
  readonly reservations: readonly Reservation[];
}

interface Reservation {
  /** The name of the execution that reserved it. */
  readonly id: string;
  readonly tokens: number;
  readonly usd: number;
  /** When it goes back, if nobody settles it before. */
  readonly until: string;
}

/** From a client's three items in the table of budgets. */
export function budgetReport(
  client: string,
  now: Date,
  items: { readonly limits: Item; readonly day: Item; readonly month: Item },
): BudgetReport {
  const reservations = Object.entries({ ...items.month, ...items.day }).flatMap(([attribute, { M }]) => {
    if (!attribute.startsWith('reserved:') || M === undefined) return [];
    const until = new Date(numberOf(M.until)).toISOString();
    return [{ id: attribute.slice('reserved:'.length), tokens: numberOf(M.tokens), usd: dollars(M.nanoUsd), until }];
  });
  return {
    client,
    at: now.toISOString(),
    limits: LIMITS.map(({ name, period, unit }) => {
      const item = items[period];
      const committed = unit === 'tokens' ? numberOf(item.tokens) : dollars(item.nanoUsd);
      const limit = items.limits[name] && numberOf(items.limits[name]);
      // Of a limit of zero nothing is left, whatever is committed.
      return {
        period,
        unit,
        committed,
        ...(limit !== undefined && { limit, share: limit > 0 ? committed / limit : 1 }),
      };
    }),
    reservations: reservations.toSorted((one, other) => one.until.localeCompare(other.until)),
  };
}

export function budgetTable({ client, at, limits, reservations }: BudgetReport): string {
  const rows = limits.map(({ period, unit, committed, limit, share }) => [
    period === 'day' ? 'today' : 'this month',
    amount(unit, committed),
    limit === undefined ? 'no limit' : amount(unit, limit),
    share === undefined ? '–' : `${Math.round(share * 100)} %`,
  ]);
  const free = (['day', 'month'] as const).filter((period) =>
    limits.every((one) => one.period !== period || one.limit === undefined),
  );
  const notes =
    free.length === 0 ? [] : [`  Without a limit for the ${free.join(' or the ')}, nothing is counted there.`];
  return [
    `  Budget of ${client} at ${clock(at)}\n`,
    table(['', 'committed', 'of', 'share'], rows),
    ...notes,
    ...(reservations.length === 0 ? ['\n  No reservation is open.'] : [`\n${reservationTable(reservations, at)}`]),
  ].join('\n');
}

/** The limits of an item, in words. */
export function allowed(item: Item): string {
  const limits = LIMITS.flatMap(({ name, period, unit }) =>
    item[name] ? [`${amount(unit, numberOf(item[name]))} a ${period}`] : [],
  );
  return limits.length === 0 ? 'what it likes; no limit holds' : `at most ${limits.join(', ')}`;
}

function reservationTable(reservations: readonly Reservation[], at: string): string {
  const rows = reservations.map(({ id, tokens, usd: sum, until }) => [
    id,
    amount('tokens', tokens),
    amount('usd', sum),
    // Nobody sweeps by the clock.
    until > at ? clock(until) : `${clock(until)}, goes back when the room is needed`,
  ]);
  return table(['reserved by execution', 'tokens', 'cost', 'until'], rows);
}

function amount(unit: Unit, value: number): string {
  return unit === 'usd' ? usd(value) : `${value.toLocaleString('en-US')} tokens`;
}

function clock(iso: string): string {
  return `${iso.slice(0, 19).replace('T', ' ')}Z`;
}

function dollars(nano: AttributeValue | undefined): number {
  return numberOf(nano) / 1e9;
}

function numberOf(value: AttributeValue | undefined): number {
  return Number(value?.N ?? 0);
}
