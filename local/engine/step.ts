import type { Json, JsonObject } from '../query/json.ts';
import type { Variables } from '../query/variables.ts';
import type { Cancellation } from './cancellation.ts';
import type { Clock } from './clock.ts';
import type { QueryLanguage, StateGraph, States, StateType } from './definition.ts';
import type { StatesError } from './errors.ts';
import type { HistoryEvent, HistoryEventType } from './history.ts';
import type { Integrations } from './integration.ts';
import type { MapRuns } from './map-runs.ts';
import type { ExecutionRecord, Frame, MachineType } from './store.ts';
import type { TaskTokens } from './task-tokens.ts';
import type { Inspected } from './test-state/inspection.ts';

/** Dispatch is a mapped type: forget a state and `tsc` fails. What needs no waiting answers at once, which keeps loops fast. */
export type StateRunners = {
  readonly [T in StateType]: (state: States[T], step: Step) => Outcome | Promise<Outcome>;
};

/** What a state decides. Moving on is the loop's business alone. */
export type Outcome =
  | {
      readonly kind: 'exit';
      /** Undefined ends the scope. */
      readonly next: string | undefined;
      readonly output: Json;
      readonly assigned?: JsonObject | undefined;
    }
  | { readonly kind: 'fail'; readonly failure: StatesError };

/** One stay in one state: what a runner may see and do. */
export interface Step {
  readonly name: string;
  /** The state's raw input. */
  readonly input: Json;
  readonly queryLanguage: QueryLanguage;
  readonly variables: Variables;
  /** The context object, `$$` and `$states.context`. Its Task.Token is there once `token` is set. */
  readonly context: JsonObject;
  readonly enteredAt: number;
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly cancellation: Cancellation;
  readonly integrations: Integrations;
  readonly taskTokens: TaskTokens;
  readonly mapRuns: MapRuns;
  readonly executionArn: string;
  readonly region: string;

  /**
   * Survives a crash once `save` was called: attempts made, a token handed out, when a wait ends. A redrive keeps what
   * `redrive.ts` names, and sets `redriven`.
   */
  readonly progress: JsonObject;
  save(): void;
  /** Resolves when everything recorded so far is durable: to be awaited before an effect outside. */
  committed(): Promise<void> | undefined;

  /** How often this state was retried: `State.RetryCount` of the context. */
  retryCount: number;
  /** The task token of this attempt: `Task.Token` of the context. */
  token: string | undefined;

  /** Appends an event after the newest of this scope. */
  record(type: HistoryEventType, details?: HistoryEvent['details']): number;
  /** Appends an event whose predecessor is given; the scope goes on from `then` (the new event unless told otherwise). */
  recordAfter(previousEventId: number, type: HistoryEventType, details?: HistoryEvent['details']): number;
  /** The newest event of this scope. */
  lastEventId: number;

  /** The next three are there under TestState alone, which runs a state outside of any execution and shows how. */
  inspect?(name: Inspected, value: Json): void;
  /** Hears what Retry or Catch makes of a failure; throws where a retry would wait. */
  handles?(failure: StatesError, handling: FailureHandling): void;
  /** Stands for what runs inside a Map or Parallel. */
  readonly mock?: StateMock;

  /** Resolves at that time; rejects with CancelledError when the branch is stopped. */
  sleepUntil(at: number): Promise<void>;
  /** Whatever was thrown, as a failure that Retry and Catch can match; rethrows what no state may handle. */
  failure(thrown: unknown): StatesError;
  /** Runs a branch or an iteration. */
  fork(child: ChildSpec): Child;
  /** What a crash has left of a branch or an iteration; undefined for one that had not begun. Each is given once. */
  interruptedChild(index: number): Frame | undefined;
  /** Tells the journal that a branch or an iteration begins after that event, or how it ended. */
  saveChild(
    index: number,
    child: { readonly lastEventId: number; readonly output?: Json; readonly progress?: JsonObject },
  ): void;
  /** Forgets all branches and iterations: before they are tried again, and when the state is left. */
  forgetChildren(): void;
  /** The items of a distributed Map. */
  readonly childExecutions: ChildExecutions;
}

/** The retrier or catcher that matched, by its place in the state. */
export type FailureHandling =
  /** `delayMs` is undefined when its attempts are used up. */
  | { readonly by: 'retry'; readonly index: number; readonly delayMs: number | undefined }
  | { readonly by: 'catch'; readonly index: number };

export interface StateMock {
  /** The result in place of the work's; throws a StatesError where the work is to fail. */
  outcome(): Json;
  /** How many iterations of a Map failed. */
  readonly failures: number;
  /** What an ItemReader has read. */
  readonly items: readonly Json[] | undefined;
}

export interface ChildExecutionSpec {
  readonly graph: StateGraph;
  readonly type: MachineType;
  readonly input: Json;
  readonly mapRunArn: string;
  /** As in ExecutionRecord. */
  readonly mapRunAttempt: number;
  /** Takes the machine's place in the child's ARN: `machine/label`. */
  readonly label: string;
}

/** Executions with a history of their own, which end with the one that runs them. */
export interface ChildExecutions {
  start(child: ChildExecutionSpec): ChildExecution;
  /** One that was started before a crash or a redrive. */
  find(arn: string): ChildExecution;
  /** Goes on with an unsuccessful one: Standard from where it stopped, Express from its start. Undefined if it cannot. */
  redrive(arn: string, child: Pick<ChildExecutionSpec, 'graph' | 'mapRunAttempt'>): ChildExecution | undefined;
}

export interface ChildExecution {
  readonly arn: string;
  /** As it is now. */
  readonly record: ExecutionRecord;
  readonly finished: Promise<ExecutionRecord>;
  stop(): void;
}

export interface ChildSpec {
  readonly graph: StateGraph;
  readonly index: number;
  readonly input: Json;
  /** The event the child's first one follows. */
  readonly afterEvent: number;
  /** `Map.Item` of the context inside an iteration. */
  readonly item?: JsonObject;
  /** Where a crash has interrupted it. */
  readonly interrupted?: Frame;
}

export interface Child {
  readonly done: Promise<ChildOutcome>;
  /** The newest event of the child. */
  readonly lastEventId: () => number;
  /** The type of the state it is in; undefined before the first and after the last. */
  readonly stateType: () => StateType | undefined;
  cancel(): void;
}

export type ChildOutcome =
  | { readonly kind: 'succeeded'; readonly output: Json }
  | { readonly kind: 'failed'; readonly failure: StatesError }
  | { readonly kind: 'cancelled' };
