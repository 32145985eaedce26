import { randomUUID } from 'node:crypto';

import { checkArn, checkName, executionArn } from './arns.ts';
import { ServiceError } from './errors.ts';
import { Execution } from './execution.ts';
import type { HistoryEvent } from './history.ts';
import { exceedsBytes, MAX_DATA_BYTES } from './limits.ts';
import type { EngineServices } from './run.ts';
import type { StateMachines } from './state-machines.ts';
import { testState, type TestStateRequest, type TestStateResult } from './test-state/test-state.ts';
import { scanJson } from './validation/json-text.ts';
import type { EventPage, ExecutionFilter, ExecutionPage, ExecutionRecord } from './store.ts';

export interface StartExecution {
  readonly stateMachineArn: string;
  readonly name?: string;
  /** JSON text; `{}` when absent. */
  readonly input?: string;
  readonly traceHeader?: string;
}

/** Starts, stops and finds executions. Refusals are ServiceErrors with AWS's names and words. */
export class Executions {
  readonly #services: EngineServices;
  readonly #machines: StateMachines;
  readonly #watchers = new Set<(record: ExecutionRecord) => void>();

  constructor(
    services: Omit<EngineServices, 'running' | 'report'> & Partial<Pick<EngineServices, 'report'>>,
    machines: StateMachines,
  ) {
    this.#services = { report: () => {}, ...services, running: new Map() };
    this.#machines = machines;
  }

  /** Tells about every start and every end; the returned function stops that. */
  watch(watcher: (record: ExecutionRecord) => void): () => void {
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  }

  /** Idempotent for a running Standard execution of the same name and input. */
  start(request: StartExecution, synchronous = false): ExecutionRecord {
    const { machine, ...target } = this.#machines.target(request.stateMachineArn, this.#services.random);
    const name = request.name ?? randomUUID();
    checkName(name);
    const input = checkedInput(request.input ?? '{}');
    const express = machine.type === 'EXPRESS' ? { startId: randomUUID() } : undefined;
    const arn = executionArn(this.#services, machine.name, name, express);
    const existing = this.#services.store.getExecution(arn);
    if (existing) {
      if (existing.status === 'RUNNING' && existing.input === input) return existing;
      throw new ServiceError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
    }
    const record: ExecutionRecord = {
      arn,
      ...target,
      name,
      status: 'RUNNING',
      startDate: this.#services.clock.now(),
      input,
      definition: machine.definition,
      roleArn: machine.roleArn,
      type: machine.type,
      traceHeader: request.traceHeader,
    };
    return this.#launch(record, synchronous).record;
  }

  /** Runs an Express machine to its end. */
  async startSync(request: StartExecution): Promise<ExecutionRecord> {
    const { machine } = this.#machines.target(request.stateMachineArn, this.#services.random);
    if (machine.type !== 'EXPRESS') {
      throw new ServiceError(
        'StateMachineTypeNotSupported',
        'This operation is not supported by this type of state machine',
      );
    }
    return this.finished(this.start(request, true).arn);
  }

  /** Runs one state outside of any execution. */
  testState(request: TestStateRequest): Promise<TestStateResult> {
    return testState(this.#services, { ...request, input: checkedInput(request.input) });
  }

  /** The final record; waits for a running execution. */
  async finished(arn: string): Promise<ExecutionRecord> {
    return this.#services.running.get(arn)?.finished ?? this.#recordOf(arn);
  }

  stop(arn: string, error: string | undefined, cause: string | undefined): ExecutionRecord {
    this.get(arn);
    this.#services.running.get(arn)?.stop(error, cause);
    return this.get(arn);
  }

  /** A Standard execution; the API does not know those of Express machines once they are started. */
  get(arn: string): ExecutionRecord {
    checkArn(arn, 'execution');
    return this.#recordOf(arn);
  }

  #recordOf(arn: string): ExecutionRecord {
    const record = this.#services.store.getExecution(arn);
    if (!record) throw new ServiceError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
    return record;
  }

  list(filter: ExecutionFilter, page: ExecutionPage): readonly ExecutionRecord[] {
    return this.#services.store.listExecutions(filter, page);
  }

  history(arn: string, page: EventPage): readonly HistoryEvent[] {
    this.get(arn);
    return this.#services.store.readEvents(arn, page);
  }

  /** Leaves every running execution as a crash would; a restart with the same journal goes on with them. */
  close(): void {
    for (const execution of this.#services.running.values()) execution.abandon();
  }

  /** After a restart: goes on with every execution that was running, from where the journal says. */
  resume(): number {
    const { store } = this.#services;
    // The server listens before: what was started meanwhile runs already, and twice would tear its history.
    const interrupted = store.runningExecutions().filter(({ arn }) => !this.#services.running.has(arn));
    for (const record of interrupted) {
      const [last] = store.readEvents(record.arn, { limit: 1, reverse: true });
      const frames = new Map(store.frames(record.arn).map((frame) => [frame.scope, frame]));
      // Expected before the execution goes on, or an answer that comes at once would be refused.
      const tokens = [...frames.values()].flatMap(({ token }) => (token === undefined ? [] : [token]));
      const expected = tokens.map((token) => this.#services.taskTokens.expect(token));
      const execution = this.#watched(this.#execution(record, { lastEventId: last?.id ?? 0, frames }));
      void execution.finished.then(() => expected.forEach((giveUp) => giveUp()));
    }
    return interrupted.length;
  }

  /** Resolves when all that was done so far will survive a crash; undefined when it does already. */
  committed(): Promise<void> | undefined {
    return this.#services.store.committed();
  }

  #launch(record: ExecutionRecord, synchronous: boolean): Execution {
    const execution = this.#execution(record, undefined, synchronous);
    this.#tell(record);
    return this.#watched(execution);
  }

  #execution(
    record: ExecutionRecord,
    interrupted?: ConstructorParameters<typeof Execution>[3],
    synchronous = false,
  ): Execution {
    const definition = this.#machines.parsed(record.definition);
    return new Execution(this.#services, record, definition, interrupted, synchronous);
  }

  #watched(execution: Execution): Execution {
    void execution.finished.then((final) => this.#tell(final));
    return execution;
  }

  #tell(record: ExecutionRecord): void {
    for (const watcher of this.#watchers) watcher(record);
  }
}

function checkedInput(input: string): string {
  if (exceedsBytes(input, MAX_DATA_BYTES)) {
    throw new ServiceError(
      'ValidationException',
      `1 validation error detected: Value at 'input' failed to satisfy constraint: Member must have length less than or equal to ${MAX_DATA_BYTES}`,
    );
  }
  try {
    JSON.parse(input);
  } catch {
    // Read again by the slower scanner, for AWS's words.
    const problem = input.trim() === '' ? 'Invalid execution input.' : (scanJson(input).error?.problem ?? 'not JSON');
    throw new ServiceError('InvalidExecutionInput', `Invalid State Machine Execution Input: '${problem}'`);
  }
  return input;
}
