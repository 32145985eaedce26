import { randomUUID } from 'node:crypto';

import { checkArn, checkName, executionArn } from './arns.ts';
import { ServiceError } from './errors.ts';
import { Execution } from './execution.ts';
import type { HistoryEvent } from './history.ts';
import { exceedsBytes, exceedsNesting, MAX_DATA_BYTES, MAX_NESTING } from './limits.ts';
import { MapRuns } from './map-runs.ts';
import { interrupted, redrive, redrivenBy, whyNotRedrivable, type Interrupted } from './redrive.ts';
import type { EngineServices } from './run.ts';
import type { StateMachines } from './state-machines.ts';
import { testState, type TestStateRequest, type TestStateResult } from './test-state/test-state.ts';
import { TOO_DEEP_JSON } from './validation/json-problem.ts';
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
  readonly mapRuns: MapRuns;

  constructor(
    services: Omit<EngineServices, 'mapRuns' | 'running' | 'report'> & Partial<Pick<EngineServices, 'report'>>,
    machines: StateMachines,
  ) {
    this.mapRuns = new MapRuns(services.store, services.clock);
    this.#services = { report: () => {}, ...services, mapRuns: this.mapRuns, running: new Map() };
    this.#machines = machines;
  }

  /** Tells about every start and every end; the returned function stops that. */
  watch(watcher: (record: ExecutionRecord) => void): () => void {
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  }

  /** Idempotent for a running Standard execution of the same name and input. */
  start(request: StartExecution): ExecutionRecord {
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
    const execution = this.#launch({
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
    });
    return execution.record;
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
    return this.finished(this.start(request).arn);
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

  /** Restarts an unsuccessful execution from where it stopped; answers with the time of that. */
  redrive(arn: string, clientToken?: string): number {
    const { store, clock, mapRuns } = this.#services;
    const record = this.get(arn);
    const now = clock.now();
    const repeated = clientToken === undefined ? undefined : redrivenBy(record, clientToken, now);
    if (repeated !== undefined) return repeated;
    const why = this.whyNotRedrivable(record);
    if (why !== undefined) throw new ServiceError('ExecutionNotRedrivable', why);
    if (record.mapRunArn !== undefined) {
      const parent = mapRuns.get(record.mapRunArn).executionArn;
      const words = `Execution was started by a Map Run and is redriven with it: redrive '${parent}'`;
      throw new ServiceError('ExecutionNotRedrivable', words);
    }
    const redriven = redrive(store, record, now, clientToken);
    const execution = this.#execution(redriven, interrupted(store, arn));
    this.#tell(redriven);
    this.#watched(execution);
    return now;
  }

  /** AWS's reason, or undefined for one that can be redriven, be it by its Map Run alone. */
  whyNotRedrivable(record: ExecutionRecord): string | undefined {
    return whyNotRedrivable(this.#services.store, record, this.#services.clock.now());
  }

  /** A Standard execution; the API does not know those of Express machines once they are started. */
  get(arn: string): ExecutionRecord {
    checkArn(arn, 'execution');
    return this.#recordOf(arn);
  }

  /** As `get`, and the Express executions of Map Runs. */
  describe(arn: string): ExecutionRecord {
    const ofRun = this.#services.store.getExecution(arn)?.mapRunArn !== undefined;
    return ofRun ? this.#recordOf(arn) : this.get(arn);
  }

  #recordOf(arn: string): ExecutionRecord {
    const record = this.#services.store.getExecution(arn);
    if (!record) throw new ServiceError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
    return this.mapRuns.shown(record);
  }

  list(filter: ExecutionFilter, page: ExecutionPage): readonly ExecutionRecord[] {
    const { store } = this.#services;
    const { mapRunArn, status } = filter;
    // Children that wait for their redrive are not journaled as such, so a filter must look at what is shown.
    if (mapRunArn === undefined || status === undefined || !this.mapRuns.isRedriving(mapRunArn)) {
      return store.listExecutions(filter, page).map((record) => this.mapRuns.shown(record));
    }
    const all = store.listExecutions({ ...filter, status: undefined }, { ...page, limit: Infinity });
    const shown = all.map((record) => this.mapRuns.shown(record));
    return shown.filter((record) => record.status === status).slice(0, page.limit);
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
    const running = store.runningExecutions().filter(({ arn }) => !this.#services.running.has(arn));
    for (const record of running) {
      const before = interrupted(store, record.arn);
      // Expected before the execution goes on, or an answer that comes at once would be refused.
      const tokens = [...before.frames.values()].flatMap(({ token }) => (token === undefined ? [] : [token]));
      const expected = tokens.map((token) => this.#services.taskTokens.expect(token));
      const execution = this.#watched(this.#execution(record, before));
      void execution.finished.then(() => expected.forEach((giveUp) => giveUp()));
    }
    return running.length;
  }

  /** Resolves when all that was done so far will survive a crash; undefined when it does already. */
  committed(): Promise<void> | undefined {
    return this.#services.store.committed();
  }

  #launch(record: ExecutionRecord): Execution {
    const execution = this.#execution(record);
    this.#tell(record);
    return this.#watched(execution);
  }

  #execution(record: ExecutionRecord, before?: Interrupted): Execution {
    return new Execution(this.#services, record, this.#machines.parsed(record.definition), before);
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
  if (exceedsNesting(input, MAX_NESTING)) {
    throw new ServiceError('InvalidExecutionInput', `Invalid State Machine Execution Input: '${TOO_DEEP_JSON}'`);
  }
  return input;
}
