import type { PlanStep, StepError, StepResult } from '../schemas/agent.ts';
import type { FinishRequest } from '../schemas/step-board.ts';
import { needsOf } from './board.ts';
import type { Board, Handout, Layout, Ticket } from './board.ts';

// Whatever would change nothing answers the very board that it was given, so that nothing is written.

/** A board before anybody took anything from it. */
export function newBoard(layout: Layout): Board {
  return withSkipped({ ...layout, tickets: {}, results: [], spent: {} });
}

/** Gives a ticket its step at once if there is one, and lets it wait otherwise. */
export function take(board: Board, ticket: number, token: string): Board {
  if (board.steps[ticket] === undefined)
    throw new Error(`there is no ticket ${ticket}, only ${board.steps.length} from 0 on`);
  const { step, tokens = [] } = board.tickets[ticket] ?? {};
  if (step !== undefined || tokens.includes(token)) return board;
  const next = nextOf(board);
  // Its task is answered by whoever takes, and taken again when that fails; there is nothing to keep a token for.
  if (next !== undefined) return withTicket(board, ticket, { step: next, tokens: [] });
  return withTicket(board, ticket, { tokens: [...tokens, token].slice(-KEPT_TOKENS) });
}

/**
 * Notes what a ticket's step came to, and what follows: which steps are skipped now, and who of those that wait gets what. The
 * first result of a step stays.
 */
export function finish(board: Board, { ticket, result, spent, stop }: Omit<FinishRequest, 'board'>): Board {
  const step = board.tickets[ticket]?.step;
  if (step !== result.id) {
    const held = step === undefined ? 'no step; take-step has to come first' : `the step ${step}`;
    throw new Error(`ticket ${ticket} cannot finish the step ${result.id}: it has ${held}`);
  }
  if (board.results.some(({ id }) => id === step)) return board;
  const finished = withTicket({ ...board, results: [...board.results, result] }, ticket, { step, tokens: [] });
  const stopped = stop === null ? finished : withStop(finished, stop);
  return handedOut(withSkipped({ ...stopped, spent: { ...board.spent, [ticket]: spent } }));
}

/** Forgets the tokens of tasks that have been answered. */
export function answered(board: Board, handouts: readonly Handout[]): Board {
  const told = new Set(handouts.map(({ token }) => token));
  const isLeft = (token: string) => !told.has(token);
  const changed = Object.entries(board.tickets).filter(([, { tokens }]) => !tokens.every(isLeft));
  if (changed.length === 0) return board;
  const tickets = changed.map(([ticket, one]) => [ticket, { ...one, tokens: one.tokens.filter(isLeft) }] as const);
  return { ...board, tickets: { ...board.tickets, ...Object.fromEntries(tickets) } };
}

// A function that was slow may bring a token after the one of its task's next try, so that not only the last one may be good.
const KEPT_TOKENS = 3;

/** Of a step that is skipped because of those before it. */
const NOTHING_TO_BUILD_ON = 'NothingToBuildOn';

const STOPPED: Record<NonNullable<FinishRequest['stop']>, string> = {
  budget: 'the budget of the run was spent before this step was begun',
  'repeated-call':
    'the run stopped before this step was begun, since another step kept calling a tool with the same arguments',
};

function withTicket(board: Board, ticket: number | string, one: Ticket): Board {
  return { ...board, tickets: { ...board.tickets, [ticket]: one } };
}

/** The step that is to be given away next: the first that can be done, else one that is skipped. */
function nextOf(board: Board): string | undefined {
  const free = freeOf(board);
  const ended = new Set(board.results.map(({ id }) => id));
  return (
    free.find((step) => !ended.has(step.id) && awaitsNothing(board, step)) ?? free.find(({ id }) => ended.has(id))
  )?.id;
}

function handedOut(board: Board): Board {
  const waiting = Object.entries(board.tickets).find(([, { step }]) => step === undefined);
  const step = nextOf(board);
  if (waiting === undefined || step === undefined) return board;
  const [ticket, { tokens }] = waiting;
  return handedOut(withTicket(board, ticket, { step, tokens }));
}

/** Skips steps of whose dependencies none was done, and those that build on such steps alone. */
function withSkipped(board: Board): Board {
  const ended = new Set(board.results.map(({ id }) => id));
  const hopeless = freeOf(board).filter(
    (step) =>
      !ended.has(step.id) &&
      step.dependsOn.length > 0 &&
      awaitsNothing(board, step) &&
      !needsOf(board, step).some(({ status }) => status === 'done'),
  );
  if (hopeless.length === 0) return board;
  const results = hopeless.map(({ id, dependsOn }) =>
    skipped(id, {
      code: NOTHING_TO_BUILD_ON,
      message: `none of the steps was done that it depends on: ${dependsOn.join(', ')}`,
    }),
  );
  return withSkipped({ ...board, results: [...board.results, ...results] });
}

/** Skips whatever is not begun. */
function withStop(board: Board, stop: NonNullable<FinishRequest['stop']>): Board {
  const ended = new Set(board.results.map(({ id }) => id));
  const left = freeOf(board).filter(({ id }) => !ended.has(id));
  const results = left.map(({ id }) => skipped(id, { code: stop, message: STOPPED[stop] }));
  return { ...board, results: [...board.results, ...results] };
}

/** The steps that no ticket has. */
function freeOf({ steps, tickets }: Board): readonly PlanStep[] {
  const held = new Set(Object.values(tickets).map(({ step }) => step));
  return steps.map(({ step }) => step).filter(({ id }) => !held.has(id));
}

/** Whether all that a step depends on has ended. */
function awaitsNothing(board: Board, step: PlanStep): boolean {
  return needsOf(board, step).length === step.dependsOn.length;
}

function skipped(id: string, error: StepError): StepResult {
  return { id, status: 'skipped', error };
}
