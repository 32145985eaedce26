import type { Rule } from './plan.ts';
import type { PhaseSeen } from './recording.ts';

/** A stretch of time, in milliseconds since the epoch. */
export interface Span {
  readonly from: number;
  readonly by: number;
}

/** The faults as they were set over time. */
export interface Schedule {
  /** Everything that a call of this model in this span may have met: `ok`, `truncated`, or an error. */
  results(modelId: string, span: Span): ReadonlySet<string>;
  /** Whether the stand-in answered every such call. */
  isHealthy(modelId: string, span: Span): boolean;
}

export function scheduleOf(phases: readonly PhaseSeen[]): Schedule {
  const results = (modelId: string, { from, by }: Span) => {
    const active = phases.filter(({ sentAt }, index) => {
      const replacedAt = phases[index + 1]?.setAt ?? Infinity;
      return sentAt <= by && replacedAt >= from;
    });
    return new Set(active.flatMap(({ rules }) => resultsUnder(rules, modelId)));
  };
  return {
    results,
    isHealthy: (modelId, span) => [...results(modelId, span)].every((result) => !isError(result)),
  };
}

/** Whether a call of the stand-in failed. */
export function isError(result: string): boolean {
  return result !== 'ok' && result !== 'truncated';
}

function resultsUnder(rules: readonly Rule[], modelId: string): readonly string[] {
  const matching = rules.filter(({ model }) => matches(model, modelId));
  const sure = matching.findIndex(({ rate = 1 }) => rate === 1);
  // A rule behind one that always hits is never asked.
  const asked = sure === -1 ? matching : matching.slice(0, sure + 1);
  return [...asked.map(({ error }) => resultOf(error)), ...(sure === -1 ? ['ok'] : [])];
}

/** A fault's kind as the caller of the model meets it. */
function resultOf(error: string): string {
  if (error === 'slow') return 'ok';
  return error === 'timeout' ? 'ModelTimeoutException' : error;
}

function matches(glob: string, modelId: string): boolean {
  const source = glob.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${source}$`).test(modelId);
}
