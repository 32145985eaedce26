import type { Json, JsonObject } from '../../query/json.ts';
import { ServiceError, StatesError } from '../errors.ts';
import type { Integrations } from '../integration.ts';
import type { Run } from '../run.ts';
import { RunningStep } from '../running-step.ts';
import type { Scope } from '../scope.ts';
import type { FailureHandling, StateMock } from '../step.ts';
import type { State } from '../definition.ts';
import type { Inspected } from './inspection.ts';
import { mockedIntegrations } from './mock.ts';

/** As recorded on AWS: the context and messages call the state so, also when a machine has another name for it. */
export const STATE_NAME = 'StateName';

/** A retry that TestState tells of instead of making it. */
export class RetryDue extends Error {
  readonly failure: StatesError;

  constructor(failure: StatesError) {
    super('a retry is due');
    this.failure = failure;
  }
}

/** One stay in one state outside of any execution: nothing is journaled, and what the data flow makes is kept. */
export class TestStep extends RunningStep {
  /** What the data flow has shown; the newest value of a name counts. */
  readonly inspected = new Map<Inspected, Json>();
  /** Which retrier and catcher matched, by their place in the state. */
  readonly errorDetails: JsonObject = {};
  /** The failure that a catcher took. */
  caught: StatesError | undefined;
  readonly mock: StateMock | undefined;
  readonly #integrations: Integrations;
  readonly #context: JsonObject | undefined;
  readonly #retries: number | undefined;

  constructor(
    run: Run,
    scope: Scope,
    tested: {
      readonly state: State;
      readonly input: Json;
      readonly mock: StateMock | undefined;
      /** Takes the place of the whole context object. */
      readonly context: JsonObject | undefined;
      /** How often every retrier has been used. */
      readonly retries: number;
    },
  ) {
    const { state, input, mock } = tested;
    const retriers = 'Retry' in state ? (state.Retry?.length ?? 0) : 0;
    super(
      run,
      scope,
      { name: STATE_NAME, type: state.Type, queryLanguage: scope.queryLanguage, input },
      {
        at: run.services.clock.now(),
        // As in an execution of this state alone: ExecutionStarted is event 1.
        eventId: 2,
        previousEventId: 1,
        progress: { attempts: new Array<number>(retriers).fill(tested.retries) },
      },
      () => {
        throw new Error('TestState runs no branches or iterations; it takes their result from a mock');
      },
    );
    this.mock = mock;
    this.#integrations = mock ? mockedIntegrations(mock) : run.services.integrations;
    this.#context = tested.context;
    this.#retries = retriers > 0 ? tested.retries : undefined;
  }

  override get integrations(): Integrations {
    return this.#integrations;
  }

  override get context(): JsonObject {
    if (this.#context) return this.#context;
    const context = super.context;
    if (this.#retries === undefined) return context;
    return { ...context, State: { ...(context.State as JsonObject), RetryCount: this.#retries } };
  }

  override save(): void {}
  override saveEnd(): void {}
  override saveChild(): void {}
  override forgetChildren(): void {}
  override committed(): undefined {}

  /** Refusals of the request and a retry that is due end the test; no Catch sees them. */
  override failure(thrown: unknown): StatesError {
    if (thrown instanceof ServiceError || thrown instanceof RetryDue) throw thrown;
    return super.failure(thrown);
  }

  inspect(name: Inspected, value: Json): void {
    this.inspected.set(name, value);
  }

  handles(failure: StatesError, handling: FailureHandling): void {
    if (handling.by === 'catch') {
      this.caught = failure;
      this.errorDetails.catchIndex = handling.index;
      return;
    }
    this.errorDetails.retryIndex = handling.index;
    if (handling.delayMs === undefined) return;
    this.errorDetails.retryBackoffIntervalSeconds = handling.delayMs / 1000;
    throw new RetryDue(failure);
  }
}
