import { table, usd } from './table.ts';

/** What the function answers to `show`, as far as the tables need it; times are in milliseconds since the epoch. */
export interface Shown {
  readonly at: number;
  readonly breakers: readonly Breaker[];
}

interface Breaker {
  readonly breaker: string;
  readonly state: string;
  readonly circuit: string;
  readonly forced?: { readonly reason: string; readonly by: string; readonly at: number };
  readonly openUntil?: number;
  readonly halfOpenSince?: number;
  readonly successes?: number;
  readonly leaseUntil?: number;
  readonly avoidUntil?: number;
  readonly lastMinute: Figures;
  readonly trail?: readonly Operation[];
}

interface Figures {
  readonly calls: number;
  readonly bad: number;
  readonly samples: number;
  readonly errors: number;
  readonly tardy: number;
  readonly p95?: { readonly aboveMs: number; readonly atMostMs?: number };
  readonly usdPerAnswer?: number;
}

interface Operation {
  readonly at: number;
  readonly by: string;
  readonly from: string;
  readonly to: string;
  readonly reason: string;
}

const FIGURES = ['attempts', 'errors', 'bad', 'tardy', 'p95', '$/answer'];

/** Each breaker with the figures of the last minute. */
export function showTable({ at, breakers }: Shown): string {
  const place = placeOf(breakers);
  const rows = breakers.map((breaker) => [
    place === undefined ? breaker.breaker : breaker.breaker.slice(place.length + 1),
    breaker.state,
    ...figures(breaker.lastMinute),
    notes(breaker, at).join('; '),
  ]);
  return [
    `  Circuit breakers${place === undefined ? '' : ` in ${place}`} at ${time(at)}, with the figures of the last minute\n`,
    table(['breaker', 'state', ...FIGURES, ''], rows),
  ].join('\n');
}

/** What operators did, the latest last. */
export function historyTable({ breakers }: Shown): string {
  const operations = breakers.flatMap(({ breaker, trail = [] }) =>
    trail.map((operation) => ({ breaker, ...operation })),
  );
  if (operations.length === 0) return '  nobody has forced or released it yet';
  const rows = operations
    .toSorted((one, other) => one.at - other.at)
    .map(({ at, breaker, from, to, by, reason }) => [time(at), breaker, `${from} → ${to}`, by, reason]);
  return table(['when', 'breaker', 'change', 'by', 'reason'], rows);
}

/** The region, when all breakers are in the same. */
function placeOf(breakers: readonly Breaker[]): string | undefined {
  const regions = new Set(breakers.map(({ breaker }) => breaker.split('/')[0] ?? ''));
  return regions.size === 1 ? [...regions][0] : undefined;
}

function figures({ samples, errors, calls, bad, tardy, p95, usdPerAnswer }: Figures): readonly string[] {
  if (samples === 0) return ['0', ...FIGURES.slice(1).map(() => '–')];
  return [
    String(samples),
    String(errors),
    // Throttles say nothing of a model's health, so a breaker looks at fewer.
    `${bad} of ${calls}`,
    String(tardy),
    p95 === undefined ? '–' : p95.atMostMs === undefined ? `> ${p95.aboveMs / 1000} s` : `≤ ${p95.atMostMs / 1000} s`,
    usdPerAnswer === undefined ? '–' : usd(usdPerAnswer),
  ];
}

function notes(breaker: Breaker, at: number): readonly string[] {
  const { forced, circuit, openUntil, halfOpenSince, successes = 0, leaseUntil = 0, avoidUntil = 0 } = breaker;
  const traffic: string[] = [];
  if (circuit === 'OPEN' && openUntil !== undefined)
    traffic.push(openUntil > at ? `until ${moment(openUntil, at)}` : `may be probed since ${moment(openUntil, at)}`);
  if (circuit === 'HALF_OPEN' && halfOpenSince !== undefined)
    traffic.push(
      `since ${moment(halfOpenSince, at)}, good probes so far: ${successes}${leaseUntil > at ? ', one is out' : ''}`,
    );
  if (avoidUntil > at) traffic.push(`calls prefer another model until ${moment(avoidUntil, at)}`);
  if (forced === undefined) return traffic;
  const under = circuit === 'CLOSED' ? traffic : [`circuit ${circuit}`, ...traffic];
  return [`by ${forced.by} since ${moment(forced.at, at)}: ${forced.reason}`, ...under];
}

/** `14:03:21Z (in 12 s)`; with its date when that is another than today's. */
function moment(at: number, now: number): string {
  const [day, clock = ''] = time(at).split(' ');
  const seconds = Math.round(Math.abs(at - now) / 1000);
  const [count, unit] =
    seconds < 120
      ? [seconds, 's']
      : seconds < 7200
        ? [Math.round(seconds / 60), 'min']
        : [Math.round(seconds / 3600), 'h'];
  const when = day === time(now).split(' ')[0] ? clock : time(at);
  return `${when} (${at > now ? `in ${count} ${unit}` : `${count} ${unit} ago`})`;
}

function time(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')}Z`;
}
