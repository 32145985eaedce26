import { randomUUID } from 'node:crypto';

import { checkArn, checkName, executionArn } from './arns.ts';
import { ServiceError } from './errors.ts';
import { checkedInput } from './execution-input.ts';
import { Execution, journalStart } from './execution.ts';
import type { HistoryEvent } from './history.ts';
import { MapRuns } from './map-runs.ts';
import { interrupted, lastEventId, redrive, redrivenBy, whyNotRedrivable, type Interrupted } from './redrive.ts';
import type { EngineServices } from './run.ts';
import { MOST_AT_WORK, StartQueue } from './start-queue.ts';
import type { StateMachines } from './state-machines.ts';
import { testState, type TestStateRequest, type TestStateResult } from './test-state/test-state.ts';
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
  readonly #queue: StartQueue;

  constructor(
    services: Omit<EngineServices, 'mapRuns' | 'running' | 'report'> & Partial<Pick<EngineServices, 'report'>>,
    machines: StateMachines,
    mostAtWork = MOST_AT_WORK,
  ) {
    this.mapRuns = new MapRuns(services.store, services.clock);
    this.#queue = new StartQueue(services.clock, mostAtWork, (arn) => this.#goOn(this.#recordOf(arn)));
    this.#services = { report: () => {}, ...services, mapRuns: this.mapRuns, running: new Map() };
    this.#machines = machines;
  }

  /** Tells about every start and every end; the returned function stops that. */
  watch(watcher: (record: ExecutionRecord) => void): () => void {
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  }

  /**
   * Idempotent for a running Standard execution of the same name and input. The execution begins in its turn, unless
   * somebody waits for its end, whose own patience is limit enough.
   */
  start(request: StartExecution, { synchronous = false } = {}): ExecutionRecord {
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
    if (this.#queue.full && !synchronous) {
      journalStart(this.#services, record);
      this.#queue.add(arn);
    } else {
      this.#watched(this.#execution(record, undefined, synchronous));
    }
    this.#tell(record);
    return record;
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
    return this.finished(this.start(request, { synchronous: true }).arn);
  }

  /** Runs one state outside of any execution. */
  testState(request: TestStateRequest): Promise<TestStateResult> {
    return testState(this.#services, { ...request, input: checkedInput(request.input) });
  }

  /** The final record; waits for a running execution. */
  async finished(arn: string): Promise<ExecutionRecord> {
    const begun = this.#queue.begun(arn);
    if (begun) await begun;
    return this.#services.running.get(arn)?.finished ?? this.#recordOf(arn);
  }

  stop(arn: string, error: string | undefined, cause: string | undefined): ExecutionRecord {
    this.get(arn);
    this.#queue.beginNow(arn);
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

  /** AWS's reason, or undefined for one that can be redriven, be it by its Map Run alone, which needs its execution to. */
  whyNotRedrivable(record: ExecutionRecord): string | undefined {
    const { store, clock } = this.#services;
    const own = whyNotRedrivable(store, record, clock.now());
    if (own !== undefined || record.mapRunArn === undefined) return own;
    return this.whyNotRedrivable(this.#recordOf(this.mapRuns.get(record.mapRunArn).executionArn));
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
    const record = this.#services.running.get(arn)?.record ?? this.#services.store.getExecution(arn);
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
    this.#queue.close();
    for (const execution of this.#services.running.values()) execution.abandon();
  }

  /** After a restart: goes on with every execution that was running, from where the journal says. */
  resume(): number {
    const { store } = this.#services;
    // The server listens before: what was started meanwhile runs already, and twice would tear its history.
    const running = store
      .runningExecutions()
      .filter(({ arn }) => !this.#services.running.has(arn) && !this.#queue.begun(arn));
    for (const record of running) {
      // One that had only been started waits for its turn again; the items of a distributed Map have their Map for that.
      if (record.mapRunArn === undefined && lastEventId(store, record.arn) <= 1) this.#queue.add(record.arn);
      else this.#goOn(record);
    }
    // At once: a stop may come before the Map looks for them.
    for (const { arn, mapRunArn } of running) if (mapRunArn !== undefined) this.#adopted(arn, mapRunArn);
    return running.length;
  }

  #adopted(child: string, mapRunArn: string): void {
    const { running } = this.#services;
    const found = running.get(child);
    if (found) running.get(this.mapRuns.get(mapRunArn).executionArn)?.adopt(found);
  }

  /** Resolves when all that was done so far will survive a crash; undefined when it does already. */
  committed(): Promise<void> | undefined {
    return this.#services.store.committed();
  }

  /** Goes on with a journaled execution from where its frames say. */
  #goOn(record: ExecutionRecord): void {
    const { store, taskTokens } = this.#services;
    const before = interrupted(store, record.arn);
    // Expected before the execution goes on, or an answer that comes at once would be refused.
    const tokens = [...before.frames.values()].flatMap(({ token }) => (token === undefined ? [] : [token]));
    const expected = tokens.map((token) => taskTokens.expect(token));
    const execution = this.#execution(record, before);
    // Of a Map Run's children nobody is told, now as before.
    if (record.mapRunArn === undefined) this.#watched(execution);
    void execution.finished.then(() => expected.forEach((giveUp) => giveUp()));
  }

  #execution(record: ExecutionRecord, before?: Interrupted, synchronous = false): Execution {
    const services = { ...this.#services, clock: this.#queue.clockOfOne() };
    const definition = this.#machines.parsed(record.definition);
    return new Execution(services, record, definition, before, synchronous);
  }

  #watched(execution: Execution): Execution {
    void execution.finished.then((final) => this.#tell(final));
    return execution;
  }

  #tell(record: ExecutionRecord): void {
    for (const watcher of this.#watchers) watcher(record);
  }
}
