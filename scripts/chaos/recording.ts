import type { Rule } from './plan.ts';
import type { ChaosRequest } from './requests.ts';

/** Everything that one run saw; times are milliseconds since the epoch, by the one clock of this machine. */
export interface Recording {
  readonly began: number;
  readonly phases: readonly PhaseSeen[];
  readonly ended: number;
  readonly executions: readonly ExecutionSeen[];
  /** Names of executions that were started and are still running. */
  readonly stuck: readonly string[];
  /** Names that were started and that the server does not know. */
  readonly lost: readonly string[];
  /** Also those of a window before it began, which breakers have counted. */
  readonly calls: readonly CallSeen[];
  /** By model id, oldest first. */
  readonly breakers: Readonly<Record<string, readonly BreakerSeen[]>>;
  /** By model id, at the start and at the end. */
  readonly countsBefore: Readonly<Record<string, CountsSeen>>;
  readonly counts: Readonly<Record<string, CountsSeen>>;
  readonly inFlight: readonly { readonly at: number; readonly count: number }[];
}

export interface PhaseSeen {
  readonly name: string;
  readonly rules: readonly Rule[];
  /** The faults changed at some moment between these two. */
  readonly sentAt: number;
  readonly setAt: number;
}

/** One link of a chain, as the workflow tells of it. */
export interface AttemptSeen {
  readonly modelId: string;
  readonly outcome: string;
  readonly latencyMs: number;
}

/** One run of the state that calls a model. */
export interface RunSeen {
  readonly modelId: string;
  /** 0 for the first after a check, then the retries. */
  readonly retry: number;
  /** Whether it holds the lease of a probe. */
  readonly probe: boolean;
  /** What the check before it read, and between which moments; absent when the read failed. */
  readonly read: { readonly circuit: string; readonly from: number; readonly by: number } | undefined;
  readonly from: number;
  readonly by: number;
  /** `answered`, `truncated`, or an error. */
  readonly result: string;
}

export interface ExecutionSeen {
  readonly name: string;
  readonly request: ChaosRequest;
  readonly phase: number;
  readonly from: number;
  readonly by: number;
  readonly status: string;
  readonly error?: string;
  readonly cause?: string;
  readonly output?: RouterOutput;
  readonly attempts: readonly AttemptSeen[];
  readonly runs: readonly RunSeen[];
}

/** What `model-router` answers with, as far as it is looked at. */
export interface RouterOutput {
  readonly answer: unknown;
  readonly model: { readonly tier: string; readonly modelId: string };
  readonly attempts: readonly AttemptSeen[];
  readonly servedFrom: string;
  readonly stale?: boolean;
  readonly route: { readonly strategy: string; readonly tier: string };
}

/** As `GET /_local/bedrock/calls` lists it. */
export interface CallSeen {
  readonly model: string;
  readonly outcome: string;
  readonly at: number;
  readonly latencyMs: number;
}

/** What a breaker has counted. */
export interface CountsSeen {
  /** All attempts. */
  readonly samples: number;
  /** Those that say something of the model's health. */
  readonly calls: number;
  readonly bad: number;
}

export type Circuit = 'CLOSED' | 'OPEN' | 'HALF_OPEN';

/** A breaker's item, read at some moment between two. */
export interface BreakerSeen {
  readonly from: number;
  readonly by: number;
  readonly circuit: Circuit;
  readonly generation: number;
  readonly openUntil: number;
  /** Until when requests that named no tier pass the model over. */
  readonly avoidUntil: number;
}

/** The calls of the run itself. */
export function callsOf({ calls, began }: Recording): readonly CallSeen[] {
  return calls.filter(({ at }) => at >= began);
}
