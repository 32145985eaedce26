/**
 * How many events a run writes, so that it goes on in a new execution before its history is full: one has room for 25,000, and
 * what does not fit ends it. https://docs.aws.amazon.com/step-functions/latest/dg/bp-history-limit.html
 */

// One link of a fallback chain that throttles writes about 30 events: five tries of three, and the states between it and the next.
// Three of them may fail before one answers, on every turn until breakers and figures pass them over.
const EVENTS_OF_FAILED_LINKS = 90;
/** Its iteration of the Map (2), its place on the board (11), the choice between (2), and its first turn (14). */
const EVENTS_PER_STEP = 30 + EVENTS_OF_FAILED_LINKS;
/** A turn (14) and the use of tools (7); a person who is asked writes less than links that fail. */
const EVENTS_PER_ROUND = 21 + EVENTS_OF_FAILED_LINKS;
/** Planning twice, laying out, validating and refining (80), each call with failed links, and steps that ask hourly for their turn. */
const EVENTS_PER_PASS = 600;

export interface HistoryLimits {
  /** No pass begins that could bring a history beyond it. */
  readonly historyEvents: number;
  /** A plan has at most so many steps, and a step uses tools at most so often. */
  readonly steps: number;
  readonly toolRounds: number;
}

/** How many events a pass over as many steps, with as many rounds of tools in all, can write at the most. */
export function mostEvents(steps: number, rounds: number): number {
  return EVENTS_PER_PASS + EVENTS_PER_STEP * steps + EVENTS_PER_ROUND * rounds;
}

/** JSONata: the same. */
export function passEvents(steps: string, rounds: string): string {
  return `(${EVENTS_PER_PASS} + ${EVENTS_PER_STEP} * ${steps} + ${EVENTS_PER_ROUND} * ${rounds})`;
}

/** JSONata: whether another pass over the plan fits into this history; into an empty one, any that is allowed at all. */
export function hasRoom({ historyEvents, toolRounds }: HistoryLimits): string {
  return `($events = 0 or $events + ${passEvents('$count($plan.steps)', `${toolRounds} * $count($plan.steps)`)} <= ${historyEvents})`;
}

/** Throws when not even one pass would fit: the run could go on in new executions for ever. */
export function checkHistoryLimits({ historyEvents, steps, toolRounds }: HistoryLimits): void {
  const most = mostEvents(steps, toolRounds * steps);
  if (most > historyEvents) {
    throw new Error(
      `agent-loop: ${steps} steps with ${toolRounds} rounds of tools each can write ${most} events, above historyEvents=${historyEvents}; allow fewer`,
    );
  }
}
