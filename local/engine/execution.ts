import { randomUUID } from 'node:crypto';

import type { Json } from '../query/json.ts';
import { VariableScope } from '../query/variables.ts';
import { executionArn } from './arns.ts';
import { Cancellation } from './cancellation.ts';
import { yieldTurn } from './clock.ts';
import type { StateGraph, StateMachineDefinition } from './definition.ts';
import { StatesError } from './errors.ts';
import { History, HistoryLimitError, NOT_TRUNCATED, type HistoryEvent, type HistoryEventType } from './history.ts';
import { MAX_EXPRESS_MS, MAX_STANDARD_MS } from './limits.ts';
import { runScope } from './loop.ts';
import type { EngineServices, Run, RunningExecution } from './run.ts';
import type { Scope } from './scope.ts';
import type { ChildExecution, ChildExecutionSpec, ChildOutcome } from './step.ts';
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
    interrupted?: { readonly lastEventId: number; readonly frames: Run['interrupted'] },
    synchronous = false,
  ) {
    this.#services = services;
    this.#record = record;
    this.#definition = definition;
    this.#synchronous = synchronous;
    const write = (event: HistoryEvent) => services.store.appendEvent(record.arn, event);
    this.#history = new History(services.clock, write, interrupted?.lastEventId);
    const resume = interrupted?.frames.get('');
    this.#root = {
      id: '',
      graph: definition,
      queryLanguage: definition.QueryLanguage ?? 'JSONPath',
      input: JSON.parse(record.input) as Json,
      variables: new VariableScope(undefined, resume?.variables),
      cancellation: new Cancellation(),
      item: undefined,
      lastEventId: resume?.lastEventId ?? 0,
      stateType: undefined,
      resume,
    };
    services.running.set(record.arn, this);
    // At once, so that a journal which refuses the execution tells the caller.
    services.store.putExecution(record);
    if (!interrupted) {
      const { input, roleArn } = record;
      this.#history.append('ExecutionStarted', 0, { input, inputDetails: NOT_TRUNCATED, roleArn });
    }
    this.#run(interrupted?.frames ?? new Map()).catch((error: unknown) => this.#broken(error));
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
    const limit = this.#record.type === 'EXPRESS' ? MAX_EXPRESS_MS : MAX_STANDARD_MS;
    const timeout = Math.min((this.#definition.TimeoutSeconds ?? Infinity) * 1000, limit);
    const deadline = clock.schedule(this.#record.startDate + timeout, () => {
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

  #runFor(interrupted: Run['interrupted']): Run {
    const { arn, name, startDate, roleArn, stateMachineArn } = this.#record;
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
          ...(!this.#synchronous && { RedriveCount: 0 }),
        },
        stateMachine: { Id: stateMachineArn, Name: stateMachineArn.split(':')[6] ?? '' },
      },
      startChildExecution: (child) => this.#startChild(child),
      childExecution: (childArn) => this.#adoptChild(childArn),
    };
  }

  #startChild({ graph, type, input, mapRunArn, label }: ChildExecutionSpec): ChildExecution {
    const name = randomUUID();
    const definition: StateMachineDefinition = { ...graph, QueryLanguage: this.#definition.QueryLanguage };
    const machine = this.#record.stateMachineArn;
    const parent = `${machine.split(':')[6] ?? ''}/${label}`;
    const express = type === 'EXPRESS' ? { startId: randomUUID() } : undefined;
    const record: ExecutionRecord = {
      arn: executionArn(this.#services, parent, name, express),
      stateMachineArn: `${machine}/${label}`,
      name,
      status: 'RUNNING',
      startDate: this.#services.clock.now(),
      input: JSON.stringify(input),
      definition: definitionText(definition, graph),
      roleArn: this.#record.roleArn,
      type,
      mapRunArn,
    };
    return this.#attach(new Execution(this.#services, record, definition));
  }

  /** A child from before a crash: resumed beside this execution, or ended. */
  #adoptChild(arn: string): ChildExecution {
    const { running, store } = this.#services;
    const child = running.get(arn);
    if (child) return this.#attach(child);
    const record = store.getExecution(arn);
    if (!record) throw new Error(`the journal has no child execution ${arn}`);
    return { arn, finished: Promise.resolve(record), stop: () => {} };
  }

  /** A child ends with its parent. */
  #attach<T extends ChildExecution>(child: T): T {
    const forget = this.#root.cancellation.onCancel(() => child.stop());
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
    this.#root.cancellation.cancel();
    this.#leave();
  }

  #leave(): void {
    this.#services.running.delete(this.arn);
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
    store.dropFrames(this.#record.arn, '');
    this.#root.cancellation.cancel();
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

/** The text of an inner graph's definition, made once for all items that run it. */
const definitionTexts = new WeakMap<StateGraph, string>();

function definitionText(definition: StateMachineDefinition, graph: StateGraph): string {
  let text = definitionTexts.get(graph);
  if (text === undefined) definitionTexts.set(graph, (text = JSON.stringify(definition)));
  return text;
}
