import type { PlanStep, Spending, StepResult } from '../schemas/agent.ts';
import type { TakenStep } from '../schemas/step-board.ts';

/** What is laid out for one pass over a plan, and never changes. */
export interface Layout {
  /** The steps of the pass; where several are ready, the first of them is done first. */
  readonly steps: readonly BoardStep[];
  /** Of steps that this pass does not do, as far as its steps depend on them. */
  readonly kept: readonly StepResult[];
  /** By the run before this pass. */
  readonly before: Spending;
}

export interface BoardStep {
  readonly step: PlanStep;
  readonly problem: string | null;
}

/** What has become of it. */
export interface Progress {
  /** Those that were taken, by their numbers. */
  readonly tickets: Readonly<Record<string, Ticket>>;
  /** Of steps that ended or are skipped. */
  readonly results: readonly StepResult[];
}

export interface Ticket {
  /** The id of its step; absent while it waits for one. */
  readonly step?: string;
  /** Of its tasks that are not known to be over: those that wait, and those that have to be answered. */
  readonly tokens: readonly string[];
}

export interface Board extends Layout, Progress {
  /** By each ticket. */
  readonly spent: Readonly<Record<string, Spending>>;
}

/** A task that has to be told of its ticket's step. */
export interface Handout {
  readonly token: string;
  readonly taken: TakenStep;
}

/** What the task of a ticket is answered; undefined while it has no step. */
export function takenBy(board: Board, ticket: number): TakenStep | undefined {
  const id = board.tickets[ticket]?.step;
  const place = board.steps.find(({ step }) => step.id === id);
  if (place === undefined) return undefined;
  // Also when it has been done, as a task learns that comes again for it.
  const result = board.results.find((one) => one.id === id);
  if (result !== undefined) return { kind: 'skip', result };
  return { kind: 'step', ...place, needs: needsOf(board, place.step), totals: totalsOf(board) };
}

/** Whom nobody is known to have told. */
export function handoutsOf(board: Board): readonly Handout[] {
  return Object.entries(board.tickets).flatMap(([ticket, { tokens }]) => {
    const taken = takenBy(board, Number(ticket));
    return taken === undefined ? [] : tokens.map((token) => ({ token, taken }));
  });
}

/** Of the steps that one depends on, as far as they have any. */
export function needsOf({ kept, results }: Board, { dependsOn }: PlanStep): readonly StepResult[] {
  return dependsOn.flatMap((id) => [...results, ...kept].find((result) => result.id === id) ?? []);
}

export function totalsOf({ before, spent }: Pick<Board, 'before' | 'spent'>): Spending {
  return [before, ...Object.values(spent)].reduce((sum, one) => ({
    inputTokens: sum.inputTokens + one.inputTokens,
    outputTokens: sum.outputTokens + one.outputTokens,
    // To the nano-dollar: the sum of many small charges has no tail of binary fractions.
    costUsd: Math.round((sum.costUsd + one.costUsd) * 1e9) / 1e9,
    toolCalls: sum.toolCalls + one.toolCalls,
  }));
}
