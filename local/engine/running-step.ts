import type { Json, JsonObject } from '../query/json.ts';
import { JsonataError } from '../query/jsonata.ts';
import { IntrinsicError, PathError } from '../query/jsonpath.ts';
import type { Variables } from '../query/variables.ts';
import { CancelledError, type Cancellation } from './cancellation.ts';
import type { Clock } from './clock.ts';
import { contextObject } from './context-object.ts';
import type { QueryLanguage, StateType } from './definition.ts';
import { StateDataError, StatesError } from './errors.ts';
import { HistoryLimitError, type HistoryEvent, type HistoryEventType } from './history.ts';
import type { Integrations } from './integration.ts';
import type { MapRuns } from './map-runs.ts';
import type { Run } from './run.ts';
import { childrenOf, type Scope } from './scope.ts';
import type { Child, ChildExecutions, ChildSpec, Step } from './step.ts';
import type { Frame } from './store.ts';
import type { TaskTokens } from './task-tokens.ts';

/** States whose context has a RetryCount. */
const RETRIABLE: ReadonlySet<StateType> = new Set(['Task', 'Map', 'Parallel']);

/** The Step that the loop hands to a runner: a view of the run, its scope and the present state. */
export class RunningStep implements Step {
  readonly name: string;
  readonly input: Json;
  readonly queryLanguage: QueryLanguage;
  readonly enteredAt: number;
  readonly enteredEventId: number;
  readonly progress: JsonObject;
  retryCount = 0;
  token: string | undefined;

  readonly #run: Run;
  readonly #scope: Scope;
  readonly #type: StateType;
  readonly #beforeEntered: number;
  readonly #startChild: (parent: Scope, step: RunningStep, child: ChildSpec) => Child;

  constructor(
    run: Run,
    scope: Scope,
    state: {
      readonly name: string;
      readonly type: StateType;
      readonly queryLanguage: QueryLanguage;
      readonly input: Json;
    },
    entered: {
      readonly at: number;
      readonly eventId: number;
      readonly previousEventId: number;
      readonly progress: JsonObject;
    },
    startChild: (parent: Scope, step: RunningStep, child: ChildSpec) => Child,
  ) {
    this.#run = run;
    this.#scope = scope;
    this.#type = state.type;
    this.#beforeEntered = entered.previousEventId;
    this.#startChild = startChild;
    this.name = state.name;
    this.input = state.input;
    this.queryLanguage = state.queryLanguage;
    this.enteredAt = entered.at;
    this.enteredEventId = entered.eventId;
    this.progress = entered.progress;
  }

  get variables(): Variables {
    return this.#scope.variables;
  }
  get clock(): Clock {
    return this.#run.services.clock;
  }
  get random(): () => number {
    return this.#run.services.random;
  }
  get cancellation(): Cancellation {
    return this.#scope.cancellation;
  }
  get integrations(): Integrations {
    return this.#run.services.integrations;
  }
  get taskTokens(): TaskTokens {
    return this.#run.services.taskTokens;
  }
  get childExecutions(): ChildExecutions {
    return this.#run.childExecutions;
  }
  get mapRuns(): MapRuns {
    return this.#run.services.mapRuns;
  }
  get executionArn(): string {
    return this.#run.executionArn;
  }
  get region(): string {
    return this.#run.services.region;
  }
  get lastEventId(): number {
    return this.#scope.lastEventId;
  }
  set lastEventId(id: number) {
    this.#scope.lastEventId = id;
  }

  get context(): JsonObject {
    return contextObject(this.#run.context, {
      name: this.name,
      enteredAt: this.enteredAt,
      retryCount: RETRIABLE.has(this.#type) ? this.retryCount : undefined,
      item: this.#scope.item,
      token: this.token,
    });
  }

  frame(): Frame {
    return {
      scope: this.#scope.id,
      state: this.name,
      input: this.input,
      variables: this.#scope.variables.own(),
      enteredEventId: this.enteredEventId,
      enteredAt: this.enteredAt,
      lastEventId: this.#scope.lastEventId,
      progress: this.progress,
      ...(this.token !== undefined && { token: this.token }),
    };
  }

  save(): void {
    if (this.cancellation.cancelled) return;
    this.#run.services.store.putFrame(this.#run.executionArn, this.frame());
  }

  /** The scope ends here. Its parent may be stopped before it hears of that, and a redrive keeps what was reached. */
  saveEnd(output: Json): void {
    if (this.#scope.id !== '') this.#run.services.store.putFrame(this.#run.executionArn, { ...this.frame(), output });
  }

  committed(): Promise<void> | undefined {
    return this.#run.services.store.committed();
  }

  record(type: HistoryEventType, details?: HistoryEvent['details']): number {
    return this.recordAfter(this.#scope.lastEventId, type, details);
  }

  recordAfter(previousEventId: number, type: HistoryEventType, details?: HistoryEvent['details']): number {
    if (this.cancellation.cancelled) throw new CancelledError();
    this.#scope.lastEventId = this.#run.history.append(type, previousEventId, details);
    return this.#scope.lastEventId;
  }

  async sleepUntil(at: number): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const timer = this.clock.schedule(at, resolve);
    const forget = this.cancellation.onCancel(() => {
      timer.cancel();
      reject(new CancelledError());
    });
    try {
      await promise;
    } finally {
      forget();
    }
  }

  failure(thrown: unknown): StatesError {
    if (thrown instanceof StatesError) return thrown;
    if (thrown instanceof CancelledError || thrown instanceof HistoryLimitError) throw thrown;
    if (thrown instanceof JsonataError) return this.#evaluationFailed(thrown);
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    if (thrown instanceof PathError || thrown instanceof IntrinsicError || thrown instanceof StateDataError) {
      return new StatesError('States.Runtime', this.explain(message));
    }
    // Whatever walked over the data, deeper than the stack is.
    if (thrown instanceof RangeError && message.includes('call stack')) {
      return new StatesError('States.Runtime', this.explain('The data is nested too deeply.'));
    }
    // A fault of ours: loud, but the other executions go on.
    return new StatesError('States.Runtime', this.explain(`Internal error of the local engine: ${message}`));
  }

  fork(child: ChildSpec): Child {
    return this.#startChild(this.#scope, this, child);
  }

  interruptedChild(index: number): Frame | undefined {
    const id = this.#childId(index);
    const frame = this.#run.interrupted.get(id);
    this.#run.interrupted.delete(id);
    return frame;
  }

  saveChild(index: number, child: Parameters<Step['saveChild']>[1]): void {
    if (this.cancellation.cancelled) return;
    this.#run.services.store.putFrame(this.#run.executionArn, {
      scope: this.#childId(index),
      state: '',
      input: null,
      variables: {},
      enteredEventId: 0,
      enteredAt: 0,
      progress: {},
      ...child,
    });
  }

  forgetChildren(): void {
    this.#run.services.store.dropFrames(this.#run.executionArn, this.#childrenId);
    for (const scope of this.#run.interrupted.keys()) {
      if (scope.startsWith(`${this.#childrenId}/`)) this.#run.interrupted.delete(scope);
    }
  }

  /** AWS's opening of every message about a state. */
  explain(message: string): string {
    return `An error occurred while executing the state '${this.name}' (entered at the event id #${this.enteredEventId}). ${message}`;
  }

  get #childrenId(): string {
    return childrenOf(this.#scope.id, this.enteredEventId);
  }

  #childId(index: number): string {
    return `${this.#childrenId}/${index}`;
  }

  #evaluationFailed(thrown: JsonataError): StatesError {
    const failure = new StatesError('States.QueryEvaluationError', this.explain(thrown.message));
    // As recorded on AWS: with nothing between, the event follows what came before the state was entered.
    const previous = this.lastEventId === this.enteredEventId ? this.#beforeEntered : this.lastEventId;
    this.recordAfter(previous, 'EvaluationFailed', {
      error: failure.error,
      cause: failure.causeText,
      location: thrown.field,
      state: this.name,
    });
    return failure;
  }
}
