import type { Clock } from './clock.ts';
import type { StateType } from './definition.ts';
import { MAX_HISTORY_EVENTS } from './limits.ts';

/** One event in AWS's shape; `details` is the member that carries the type's name in the API's answer. */
export interface HistoryEvent {
  readonly id: number;
  readonly previousEventId: number;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly type: HistoryEventType;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html */
export type HistoryEventType =
  | `Execution${'Started' | 'Succeeded' | 'Failed' | 'Aborted' | 'TimedOut' | 'Redriven'}`
  | `${StateType}State${'Entered' | 'Exited' | 'Aborted'}`
  | `${'Map' | 'Parallel'}State${'Started' | 'Succeeded' | 'Failed'}`
  | `MapIteration${'Started' | 'Succeeded' | 'Failed' | 'Aborted'}`
  | `MapRun${'Started' | 'Succeeded' | 'Failed' | 'Aborted' | 'Redriven'}`
  | `Task${'Scheduled' | 'Started' | 'StartFailed' | 'Submitted' | 'SubmitFailed' | 'Succeeded' | 'Failed' | 'TimedOut'}`
  | `LambdaFunction${'Scheduled' | 'ScheduleFailed' | 'Started' | 'StartFailed' | 'Succeeded' | 'Failed' | 'TimedOut'}`
  | `Activity${'Scheduled' | 'ScheduleFailed' | 'Started' | 'Succeeded' | 'Failed' | 'TimedOut'}`
  | 'EvaluationFailed';

/** Data in full, as GetExecutionHistory marks it. */
export const NOT_TRUNCATED = { truncated: false } as const;

/** Numbers the events of one execution without a gap and hands each to the journal. */
export class History {
  readonly #clock: Clock;
  readonly #write: (event: HistoryEvent) => void;
  readonly #maxEvents: number;
  #lastId: number;

  constructor(clock: Clock, write: (event: HistoryEvent) => void, lastId = 0, maxEvents = MAX_HISTORY_EVENTS) {
    this.#clock = clock;
    this.#write = write;
    this.#lastId = lastId;
    this.#maxEvents = maxEvents;
  }

  get lastId(): number {
    return this.#lastId;
  }

  append(type: HistoryEventType, previousEventId: number, details?: HistoryEvent['details']): number {
    // The last event is kept for the failure that reports this.
    if (this.#lastId >= this.#maxEvents - 1 && !type.startsWith('Execution')) {
      throw new HistoryLimitError(this.#maxEvents);
    }
    const id = ++this.#lastId;
    this.#write({ id, previousEventId, timestamp: this.#clock.now(), type, ...(details && { details }) });
    return id;
  }
}

/** Ends the execution at once; nothing catches it. */
export class HistoryLimitError extends Error {
  constructor(maxEvents: number) {
    super(`The execution reached the maximum number of history events (${maxEvents}).`);
    this.name = 'HistoryLimitError';
  }
}
