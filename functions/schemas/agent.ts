import type { Tier } from '../model-gateway/catalog.ts';
import type { Carried } from './carried.ts';

/** What starts `agent-loop`, with everything that its caller left out. */
export interface Goal {
  readonly goal: string;
  /** What a result has to meet; empty when the caller named nothing. */
  readonly criteria: readonly string[];
  readonly maxIterations: number;
  readonly budget: AgentBudget;
}

/** Where a run stands between two passes; with it, it goes on in a further execution. */
export interface RunState {
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** Null before there is one. */
  readonly plan: Plan | null;
  /** For the next pass. */
  readonly revisions: readonly Revision[];
  /** Null before anything was validated. */
  readonly best: BestSoFar | null;
  /** The next pass, from 1. */
  readonly iteration: number;
  readonly spent: Omit<Spending, 'toolCalls'>;
  readonly toolCalls: number;
}

/** The results with the highest score. */
export interface BestSoFar {
  readonly results: readonly StepResult[];
  readonly validation: Validation;
  readonly iteration: number;
}

/** What a whole run may use. It is checked before each call of a model; those of other steps that are on their way may go beyond it. */
export interface AgentBudget {
  readonly usd: number;
  /** Of input and output together. */
  readonly tokens: number;
  readonly toolCalls: number;
  /** Since the run began; null for no limit but the machine's own. */
  readonly seconds: number | null;
}

/** The numbers that infra gives to those who check goals and plans. */
export interface AgentLimits {
  readonly steps: number;
  readonly iterations: number;
  /** For what a caller does not limit. */
  readonly budget: AgentBudget;
}

export interface Plan {
  readonly steps: readonly PlanStep[];
}

export interface PlanStep {
  /** E.g. `compare-prices`: lower-case letters, digits and dashes, a letter first, 32 at most; unique in its plan. */
  readonly id: string;
  readonly title: string;
  /** What whoever does the step is told, besides the goal and the results of the steps that it depends on. */
  readonly instruction: string;
  readonly dependsOn: readonly string[];
  /** Names of tools. */
  readonly tools: readonly string[];
  readonly tier: Tier;
}

/** What a step comes to when all went well. */
export interface StepOutput {
  /** Markdown. */
  readonly output: string;
  /** Ids of the documents that it rests on, each seen in a tool's result or in the result of an earlier step. */
  readonly sources: readonly string[];
}

export interface StepResult {
  readonly id: string;
  /** `skipped`: it was not begun, because the run stopped or nothing that it depends on was done. */
  readonly status: 'done' | 'failed' | 'skipped';
  /** There when it is done. */
  readonly content?: Carried<StepOutput>;
  /** There when it is not. */
  readonly error?: StepError;
}

export interface StepError {
  /** E.g. `ModelUnavailable`, `Declined`, `TooManyRounds`, `ToolsFailed`, `NothingToBuildOn`, or a stop reason. */
  readonly code: string;
  readonly message: string;
}

/** What the validator says of all results together. */
export interface Validation {
  readonly meetsCriteria: boolean;
  /** From 0 to 1. */
  readonly score: number;
  readonly feedback: string;
  /** What has to be done again, and why; empty when all is well. */
  readonly criticism: readonly Criticism[];
}

export interface Criticism {
  /** Of a step. */
  readonly id: string;
  readonly problem: string;
}

/** How the refiner has steps done that were criticised. */
export interface Refinement {
  readonly steps: readonly Revision[];
}
export type Revision = Pick<PlanStep, 'id' | 'instruction' | 'tools' | 'tier'>;

export type StopReason =
  | 'criteria-met'
  | 'max-iterations'
  /** A further iteration did not raise the score. */
  | 'no-progress'
  /** The same tool with the same arguments three times in one step. */
  | 'repeated-call'
  | 'budget'
  /** The execution in which a long run went on has failed; what was best before is the result. */
  | 'interrupted'
  /** No step came to anything, so there was nothing to validate. */
  | 'nothing-done'
  /** No model could be reached to validate the results, or none said anything usable. */
  | 'not-validated';

/** Whatever was used, by the calls that ended. */
export interface Spending {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** US dollars. */
  readonly costUsd: number;
  readonly toolCalls: number;
}
