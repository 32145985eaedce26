import type { Criticism, Plan, PlanStep, Revision, Spending, StepResult } from './agent.ts';

/** What `lay-out-steps` gets before each pass over the steps of a plan. */
export interface LayOutRequest {
  /** The key of the board: one for each pass of each execution. */
  readonly board: string;
  readonly plan: Plan;
  /** Of the steps that were done before; empty at first. */
  readonly results: readonly StepResult[];
  /** Steps to be done again; null for all. Those that build on them are done again, too. */
  readonly again: readonly Criticism[] | null;
  readonly revisions: readonly Revision[];
  /** By the run before this pass. */
  readonly spent: Spending;
  /** Milliseconds since the epoch by Step Functions' clock. */
  readonly at: number;
}

export interface LaidOut {
  /** With the revisions. */
  readonly plan: Plan;
  /** One for each step of this pass; whoever holds one does one step, whichever is next. */
  readonly tickets: readonly number[];
}

/** What `take-step` gets from the state that waits for its task token. */
export interface TakeRequest {
  readonly taskToken: string;
  readonly board: string;
  readonly ticket: number;
}

/** What the waiting task is answered with. */
export type TakenStep =
  | {
      readonly kind: 'step';
      readonly step: PlanStep;
      readonly needs: readonly StepResult[];
      readonly problem: string | null;
      readonly totals: Spending;
    }
  /** Nothing is to be done: the step is skipped, or was done by a run of the same ticket whose answer was lost. */
  | { readonly kind: 'skip'; readonly result: StepResult };

/** What `finish-step` gets. */
export interface FinishRequest {
  readonly board: string;
  readonly ticket: number;
  readonly result: StepResult;
  readonly spent: Spending;
  /** Why the whole run has to stop, so that no further step is begun; null when it goes on. */
  readonly stop: 'budget' | 'repeated-call' | null;
}
