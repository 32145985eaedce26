import type { Json } from '../query/json.ts';
import { VariableScope } from '../query/variables.ts';
import { Cancellation } from './cancellation.ts';
import { childExecutions } from './child-executions.ts';
import { yieldTurn } from './clock.ts';
import type { StateMachineDefinition } from './definition.ts';
import { StatesError } from './errors.ts';
import { History, HistoryLimitError, NOT_TRUNCATED, type HistoryEvent, type HistoryEventType } from './history.ts';
import { MAX_EXPRESS_EVENTS, MAX_EXPRESS_MS, MAX_HISTORY_EVENTS, MAX_STANDARD_MS } from './limits.ts';
import { runScope } from './loop.ts';
import { isUnsuccessful, type Interrupted } from './redrive.ts';
import type { EngineServices, Run, RunningExecution } from './run.ts';
import type { Scope } from './scope.ts';
import type { ChildExecution, ChildOutcome } from './step.ts';
import type { ExecutionRecord, ExecutionStatus } from './store.ts';

// E1. An execution ends exactly once; what comes later (a late result, a second stop) changes nothing.
// E2. Its record and its last event are journaled together, and `finished` resolves after that.

/** One running execution: its root scope, its deadline, its end. */
export class Execution implements RunningExecution {
  #record: ExecutionRecord;
  readonly #services: EngineServices;
  readonly #definition: StateMachineDefinition;
  readonly #synchronous: boolean;
  readonly #history: History;
  readonly #root: Scope;
  readonly #finished = Promise.withResolvers<ExecutionRecord>();

  /** A record that is journaled already is an interrupted execution: it goes on from its frames. */
  constructor(
    services: EngineServices,
    record: ExecutionRecord,
    definition: StateMachineDefinition,
    before?: Interrupted,
    synchronous = false,
  ) {
    this.#services = services;
    this.#record = record;
    this.#definition = definition;
    this.#synchronous = synchronous;
    // At once, so that a journal which refuses the execution tells the caller.
    if (!before) journalStart(services, record);
    const write = (event: HistoryEvent) => services.store.appendEvent(record.arn, event);
    const maxEvents = record.type === 'EXPRESS' ? MAX_EXPRESS_EVENTS : MAX_HISTORY_EVENTS;
    this.#history = new History(services.clock, write, before?.lastEventId ?? 1, maxEvents);
    const resume = before?.frames.get('');
    this.#root = {
      id: '',
      graph: definition,
      queryLanguage: definition.QueryLanguage ?? 'JSONPath',
      input: JSON.parse(record.input) as Json,
      variables: new VariableScope(undefined, resume?.variables),
      cancellation: new Cancellation(),
      item: undefined,
      lastEventId: resume?.lastEventId ?? record.redrive?.eventId ?? 0,
      stateType: undefined,
      resume,
    };
    services.running.set(record.arn, this);
    this.#run(before?.frames ?? new Map()).catch((error: unknown) => this.#broken(error));
  }

  get arn(): string {
    return this.#record.arn;
  }

  get record(): ExecutionRecord {
    return this.#record;
  }

  /** Resolves with the final record, once it is durable, or with the present one when it is abandoned. Never rejects. */
  get finished(): Promise<ExecutionRecord> {
    return this.#finished.promise;
  }

  stop(error?: string, cause?: string): void {
    this.#end('ABORTED', 'ExecutionAborted', { error, cause });
  }

  async #run(frames: Run['interrupted']): Promise<void> {
    const { clock } = this.#services;
    const deadline = clock.schedule(this.#deadline, () => {
      this.#end('TIMED_OUT', 'ExecutionTimedOut', { error: 'States.Timeout' });
    });
    // The caller learns the ARN first; thousands of starts do not run inside one turn of the event loop.
    await yieldTurn(clock);
    try {
      this.#conclude(await runScope(this.#runFor(frames), this.#root));
    } catch (thrown) {
      const cause =
        thrown instanceof HistoryLimitError ? thrown.message : `Internal error of the local engine: ${String(thrown)}`;
      this.#conclude({ kind: 'failed', failure: new StatesError('States.Runtime', cause) });
    } finally {
      deadline.cancel();
    }
  }

  /** A redrive sets TimeoutSeconds back to its beginning, not the limit of all Standard executions. */
  get #deadline(): number {
    const { type, startDate, redrive } = this.#record;
    const began = redrive?.date ?? startDate;
    const limit = type === 'EXPRESS' ? began + MAX_EXPRESS_MS : startDate + MAX_STANDARD_MS;
    const { TimeoutSeconds: seconds = Infinity } = this.#definition;
    return Math.min(began + seconds * 1000, limit);
  }

  #runFor(interrupted: Run['interrupted']): Run {
    const { arn, name, startDate, roleArn, stateMachineArn, redrive } = this.#record;
    return {
      executionArn: arn,
      services: this.#services,
      history: this.#history,
      interrupted,
      context: {
        execution: {
          Id: arn,
          Input: this.#root.input,
          Name: name,
          RoleArn: roleArn,
          StartTime: new Date(startDate).toISOString(),
          // As recorded: only what StartSyncExecution runs has no count, though no Express execution can be redriven.
          ...(!this.#synchronous && { RedriveCount: redrive?.count ?? 0 }),
          ...(redrive && { RedriveTime: new Date(redrive.date).toISOString() }),
        },
        stateMachine: { Id: stateMachineArn, Name: stateMachineArn.split(':')[6] ?? '' },
      },
      childExecutions: childExecutions(
        this.#services,
        { record: this.#record, definition: this.#definition },
        (...child) => this.adopt(new Execution(this.#services, ...child)),
      ),
    };
  }

  /** From now on the child ends with this execution. */
  adopt<T extends ChildExecution>(child: T): T {
    const forget = this.#root.cancellation.onCancel((why) => {
      if (why === 'stopped') child.stop();
    });
    void child.finished.then(forget);
    return child;
  }

  /** The journal failed: nothing more can be written, so this execution waits for the next start. */
  #broken(error: unknown): void {
    this.#services.report(`${this.arn} cannot go on: ${String(error)}`);
    this.abandon();
  }

  /** Stops without an end, as a crash would; a restart goes on from the journal. */
  abandon(): void {
    this.#root.cancellation.cancel('abandoned');
    this.#leave();
  }

  #leave(): void {
    const { running } = this.#services;
    // A redrive may have taken its place already.
    if (running.get(this.arn) === this) running.delete(this.arn);
    this.#finished.resolve(this.#record);
  }

  #conclude(outcome: ChildOutcome): void {
    if (outcome.kind === 'cancelled') return;
    if (outcome.kind === 'succeeded') {
      const output = JSON.stringify(outcome.output);
      this.#end('SUCCEEDED', 'ExecutionSucceeded', { output, outputDetails: NOT_TRUNCATED });
    } else {
      const { error, causeText } = outcome.failure;
      this.#end('FAILED', 'ExecutionFailed', { error, cause: causeText });
    }
  }

  #end(
    status: ExecutionStatus,
    event: HistoryEventType,
    outcome: { output?: string; error?: string; cause?: string; outputDetails?: object },
  ): void {
    if (this.#record.status !== 'RUNNING') return;
    const { store, clock } = this.#services;
    const { output, error, cause } = outcome;
    this.#history.append(event, this.#root.lastEventId, outcome);
    this.#record = { ...this.#record, status, stopDate: clock.now(), output, error, cause };
    store.putExecution(this.#record);
    // A redrive goes on from the frames.
    if (!isUnsuccessful(this.#record) || this.#record.type === 'EXPRESS') store.dropFrames(this.#record.arn, '');
    this.#root.cancellation.cancel();
    if (status !== 'SUCCEEDED') this.#services.mapRuns.abort(this.#record.arn);
    const release = clock.busy();
    Promise.resolve(store.committed())
      .catch((error: unknown) =>
        this.#services.report(`the end of ${this.arn} is not in the journal: ${String(error)}`),
      )
      .finally(() => {
        release();
        this.#leave();
      });
  }
}

/** The record and its first event; the execution may begin later. */
export function journalStart({ store, clock }: EngineServices, record: ExecutionRecord): void {
  store.putExecution(record);
  const { arn, input, roleArn } = record;
  const history = new History(clock, (event) => store.appendEvent(arn, event));
  history.append('ExecutionStarted', 0, { input, inputDetails: NOT_TRUNCATED, roleArn });
}
