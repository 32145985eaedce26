import { table } from '../table.ts';
import type { Verdict } from './judge.ts';
import { shortName } from './models.ts';
import type { Plan } from './plan.ts';
import { callsOf } from './recording.ts';
import type { ExecutionSeen, Recording } from './recording.ts';
import { quantile, seconds } from './figures.ts';

// More of the same kind help nobody.
const SHOWN = 10;

/** What a person reads after a run. */
export function report(plan: Plan, recording: Recording, { invariants, stories }: Verdict): string {
  const counts = recording.inFlight.map(({ count }) => count);
  const mean = counts.reduce((total, count) => total + count, 0) / Math.max(1, counts.length);
  const phases = table(
    ['phase', 'seconds', 'executions', 'primary', 'fallback', 'cache', 'unavailable', 'p50', 'p95'],
    plan.phases.map(({ name, executions }, number) => {
      const own = recording.executions.filter(({ phase }) => phase === number);
      const from = (source: string) => String(own.filter((one) => servedFrom(one) === source).length);
      const lives = own.map(({ from, by }) => by - from);
      const end = recording.phases[number + 1]?.sentAt ?? recording.ended;
      return [
        name,
        seconds(end - (recording.phases[number]?.setAt ?? end)),
        String(executions),
        ...['primary', 'fallback', 'cache', 'failed'].map(from),
        seconds(quantile(lives, 0.5)),
        seconds(quantile(lives, 0.95)),
      ];
    }),
  );
  const breakers = table(
    [
      'breaker',
      'opened after',
      'reopened',
      'closed',
      'not closed for',
      'calls then',
      'no probes',
      'probes good/bad',
      'at the end',
    ],
    stories.map((story) => [
      shortName(story.modelId),
      story.openedAfterMs.map(seconds).join(', ') || '–',
      String(story.reopenings),
      String(story.closings),
      seconds(story.brokenMs),
      String(story.callsWhileBroken),
      String(story.letInBefore),
      `${story.probes.good}/${story.probes.bad}`,
      story.circuitAtEnd,
    ]),
  );
  const checks = invariants.map(
    ({ name, figures, violations }) => `  ${violations.length === 0 ? '✓' : '✗'} ${name} (${figures})`,
  );
  const violations = invariants.flatMap(({ violations }) => [
    ...violations.slice(0, SHOWN).map((violation) => `  violated: ${violation}`),
    ...(violations.length > SHOWN ? [`  violated: ${violations.length - SHOWN} more of this kind`] : []),
  ]);
  const load = `  At most ${Math.max(0, ...counts)} ran at a time, ${mean.toFixed(0)} on average; ${callsOf(recording).length} model calls.`;
  const outcomes = Object.groupBy(
    recording.executions.flatMap(({ attempts }) => attempts),
    ({ outcome }) => outcome,
  );
  const met = Object.entries(outcomes).map(([outcome, some = []]) => `${outcome} ${some.length}`);
  return [phases, breakers, `${load}\n  Attempts: ${met.join(', ')}.`, [...checks, ...violations].join('\n')].join(
    '\n\n',
  );
}

/** `primary`, `fallback`, `cache` or `failed`. */
export function servedFrom({ output }: ExecutionSeen): string {
  return output?.servedFrom ?? 'failed';
}
