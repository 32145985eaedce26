import type { Clock } from './clock.ts';
import type { ExecutionContext } from './context-object.ts';
import type { History } from './history.ts';
import type { Integrations } from './integration.ts';
import type { MapRuns } from './map-runs.ts';
import type { ChildExecution, ChildExecutions, StateRunners } from './step.ts';
import type { Frame, Store } from './store.ts';
import type { TaskTokens } from './task-tokens.ts';

/** What every execution of one engine shares. */
export interface EngineServices {
  readonly store: Store;
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly runners: StateRunners;
  readonly integrations: Integrations;
  readonly taskTokens: TaskTokens;
  readonly mapRuns: MapRuns;
  readonly region: string;
  readonly account: string;
  /** Told about failures that nobody waits for, a line each. */
  readonly report: (problem: string) => void;
  /** Every running execution by its ARN. */
  readonly running: Map<string, RunningExecution>;
}

/** A running execution, as others see it. */
export interface RunningExecution extends ChildExecution {
  stop(error?: string, cause?: string): void;
  abandon(): void;
  adopt(child: ChildExecution): void;
}

/** One execution, as its scopes see it. */
export interface Run {
  readonly executionArn: string;
  readonly services: EngineServices;
  readonly history: History;
  readonly context: ExecutionContext;
  /** Frames of an interrupted execution by scope, taken away as scopes go on; empty for a new one. */
  readonly interrupted: Map<string, Frame>;
  readonly childExecutions: ChildExecutions;
}
