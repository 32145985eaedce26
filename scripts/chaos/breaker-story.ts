import { ANSWERS, PROBES_TO_CLOSE } from './models.ts';
import {
  countedOf,
  isProbe,
  opensForNothing,
  probesTogether,
  staysClosed,
  trafficIn,
  windowOf,
} from './breaker-rules.ts';
import type { Stretch, Timeline } from './breaker-timeline.ts';
import type { CallSeen, RunSeen } from './recording.ts';

/** What one breaker did, and what it should not have done. */
export interface BreakerStory {
  readonly modelId: string;
  /** From the first failure of its window to the look that saw it open. */
  readonly openedAfterMs: readonly number[];
  /** Probes that failed. */
  readonly reopenings: number;
  readonly closings: number;
  readonly brokenMs: number;
  readonly probes: { readonly good: number; readonly bad: number };
  readonly callsWhileBroken: number;
  /** Of these, those that are no probes: let in before it opened. */
  readonly letInBefore: number;
  readonly circuitAtEnd: string;
  readonly violations: Readonly<Record<Duty, readonly string[]>>;
}

/** What a breaker is for. */
export type Duty = 'opens' | 'holds' | 'closes';

/** Both `calls` and `runs` are those of this model. */
export function storyOf(
  modelId: string,
  { stretches }: Timeline,
  calls: readonly CallSeen[],
  runs: readonly RunSeen[],
): BreakerStory {
  const counted = countedOf(calls);
  const changes = stretches.slice(1).map((to, index) => ({ from: stretches[index] ?? to, to }));
  const openings = changes.filter(({ from, to }) => from.circuit === 'CLOSED' && to.circuit === 'OPEN');
  const openedAfterMs = openings.map(({ from, to }) => {
    const firstFailure = windowOf(from, to, counted).find(({ bad }) => bad);
    return to.from - (firstFailure?.endedAt ?? to.from);
  });
  const broken = brokenSpans(stretches);
  const traffic = broken.map((span) => trafficIn(span, calls, runs));
  const probes = runs.filter(isProbe);
  const good = probes.filter(({ result }) => ANSWERS.includes(result)).length;
  const closings = changes.filter(({ to }) => to.circuit === 'CLOSED').length;
  const circuitAtEnd = stretches.at(-1)?.circuit ?? 'CLOSED';
  return {
    modelId,
    openedAfterMs,
    reopenings: changes.filter(({ from, to }) => from.circuit !== 'CLOSED' && to.circuit === 'OPEN').length,
    closings,
    brokenMs: sum(broken.map(({ from, by }) => by - from)),
    probes: { good, bad: probes.length - good },
    callsWhileBroken: sum(traffic.map(({ calls }) => calls)),
    letInBefore: sum(traffic.map(({ calls, probes }) => Math.max(0, calls - probes))),
    circuitAtEnd,
    violations: {
      opens: [
        ...stretches.filter(({ circuit }) => circuit === 'CLOSED').flatMap((stretch) => staysClosed(stretch, counted)),
        ...openings.flatMap(({ from, to }) => opensForNothing(from, to, counted)),
      ],
      holds: [...traffic.flatMap(({ violations }) => violations), ...probesTogether(runs)],
      closes: [
        ...(good < closings * PROBES_TO_CLOSE ? [`closed ${closings} times after ${good} good probes`] : []),
        ...(circuitAtEnd === 'CLOSED' ? [] : [`is ${circuitAtEnd} at the end`]),
      ],
    },
  };
}

/** OPEN and HALF_OPEN in a row, as one. */
function brokenSpans(stretches: readonly Stretch[]): readonly { readonly from: number; readonly by: number }[] {
  const spans: { from: number; by: number }[] = [];
  for (const [index, { circuit, from, by }] of stretches.entries()) {
    if (circuit === 'CLOSED') continue;
    const last = spans.at(-1);
    if (last && stretches[index - 1]?.circuit !== 'CLOSED') last.by = by;
    else spans.push({ from, by });
  }
  return spans;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
