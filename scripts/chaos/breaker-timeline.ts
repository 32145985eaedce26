import type { BreakerSeen, Circuit } from './recording.ts';
import type { Span } from './schedule.ts';

/** A stretch in which one generation of a circuit was seen. */
export interface Stretch {
  readonly circuit: Circuit;
  readonly generation: number;
  /** It began between these two, and ended between those. */
  readonly after: number;
  readonly from: number;
  readonly by: number;
  readonly before: number;
  /** When OPEN was to end. */
  readonly openUntil: number;
}

/** What is known of one breaker, which was looked at now and then: what it may have been, and what it was for sure. */
export interface Timeline {
  readonly stretches: readonly Stretch[];
  /** Whether at some moment of the span it may have been anything but closed. */
  mayBeBroken(span: Span): boolean;
  /** Whether it was closed in all of the span, and a little before: who counts on that must not be wrong. */
  isClosed(span: Span): boolean;
  /** Whether it admitted nobody in all of the span. */
  isOpen(span: Span): boolean;
  /** Whether at some moment of the span its model may have been passed over. */
  mayBeAvoided(span: Span): boolean;
}

export function timelineOf(seen: readonly BreakerSeen[]): Timeline {
  const stretches = stretchesOf(seen);
  /** What may have held in the span: each look may hold from the look before to the one behind it. */
  const around = ({ from, by }: Span) =>
    seen.filter((_, index) => (seen[index - 1]?.from ?? -Infinity) <= by && (seen[index + 1]?.by ?? Infinity) >= from);
  // Between two looks at different generations anything may have been.
  const changes = (looks: readonly BreakerSeen[]) => looks.some((look) => look.generation !== looks[0]?.generation);
  const mayBeBroken = (span: Span) => {
    const looks = around(span);
    return looks.length === 0 || changes(looks) || looks.some(({ circuit }) => circuit !== 'CLOSED');
  };
  return {
    stretches,
    mayBeBroken,
    isClosed: (span) => !mayBeBroken(span),
    isOpen: ({ from, by }) =>
      stretches.some((one) => one.circuit === 'OPEN' && one.from <= from && by <= Math.min(one.by, one.openUntil)),
    mayBeAvoided: (span) => around(span).some(({ avoidUntil }) => avoidUntil >= span.from),
  };
}

function stretchesOf(seen: readonly BreakerSeen[]): readonly Stretch[] {
  const stretches: Stretch[] = [];
  for (const [index, { circuit, generation, openUntil, from, by }] of seen.entries()) {
    const last = stretches.at(-1);
    if (last?.generation === generation && last.circuit === circuit) {
      stretches[stretches.length - 1] = { ...last, by: from };
      continue;
    }
    if (last) stretches[stretches.length - 1] = { ...last, before: by };
    stretches.push({
      circuit,
      generation,
      after: seen[index - 1]?.from ?? -Infinity,
      // What a look saw held from when it ended at the latest to when it began at least.
      from: by,
      by: from,
      before: Infinity,
      openUntil,
    });
  }
  return stretches;
}
