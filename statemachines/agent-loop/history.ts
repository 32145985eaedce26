/**
 * How many events a run writes, so that it goes on in a new execution before its history is full: one has room for 25,000, and
 * what does not fit ends it. https://docs.aws.amazon.com/step-functions/latest/dg/bp-history-limit.html
 */

/** Its iteration of the Map (2), its place on the board (6 and 5), the choice between (2), and its first turn with a failed link (25). */
const EVENTS_PER_STEP = 40;
/** A turn (14) and the use of tools (7); as many again for a model that fails on the way, or for a person who is asked. */
const EVENTS_PER_ROUND = 50;
/** What comes before and after the steps: planning, laying out, validating, refining, each with a failed link. */
const EVENTS_PER_PASS = 250;

export interface HistoryLimits {
  /** No pass begins that could bring a history beyond it. */
  readonly historyEvents: number;
  /** A plan has at most so many steps, and a step uses tools at most so often. */
  readonly steps: number;
  readonly toolRounds: number;
}

/** JSONata: how many events a pass over as many steps can write at the most. */
export function passEvents(steps: string, rounds: string): string {
  return `(${EVENTS_PER_PASS} + ${EVENTS_PER_STEP} * ${steps} + ${EVENTS_PER_ROUND} * ${rounds})`;
}

/** JSONata: whether another pass over the plan fits into this history. */
export function hasRoom({ historyEvents, toolRounds }: HistoryLimits): string {
  return `($events + ${passEvents('$count($plan.steps)', `${toolRounds} * $count($plan.steps)`)} <= ${historyEvents})`;
}

/** Throws when not even one pass would fit: the run could go on in new executions for ever. */
export function checkHistoryLimits({ historyEvents, steps, toolRounds }: HistoryLimits): void {
  const most = EVENTS_PER_PASS + EVENTS_PER_STEP * steps + EVENTS_PER_ROUND * toolRounds * steps;
  if (most > historyEvents) {
    throw new Error(
      `agent-loop: ${steps} steps with ${toolRounds} rounds of tools each can write ${most} events, above historyEvents=${historyEvents}; allow fewer`,
    );
  }
}
