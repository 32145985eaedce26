import { isObject, type Json } from '../query/json.ts';
import { checkArn } from './arns.ts';
import type { Clock } from './clock.ts';
import { ServiceError, StatesError } from './errors.ts';
import { isUnsuccessful, whyNotRedrivable } from './redrive.ts';
import type { ExecutionRecord, MapRunRecord, Store } from './store.ts';

/** https://docs.aws.amazon.com/step-functions/latest/dg/redrive-map-run.html#redrive-maprun-eligibility */
const MAX_REDRIVES = 1000;

/** What UpdateMapRun may change while the run goes on. */
export type MapRunSettings = Pick<
  MapRunRecord,
  'maxConcurrency' | 'toleratedFailureCount' | 'toleratedFailurePercentage'
>;

export interface MapRunCounts {
  readonly executions: Counts;
  readonly items: Counts;
}

/** Members of MapRunExecutionCounts and of MapRunItemCounts. */
export interface Counts {
  pending: number;
  running: number;
  succeeded: number;
  failed: number;
  timedOut: number;
  aborted: number;
  total: number;
  resultsWritten: number;
  failuresNotRedrivable: number;
  pendingRedrive: number;
}

/**
 * The runs of distributed Maps. Refusals are ServiceErrors.
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-examine-map-run.html
 */
export class MapRuns {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #watchers = new Map<string, () => void>();
  /** ARNs of the runs by their execution, oldest first. */
  readonly #ofExecution = new Map<string, string[]>();

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
    for (const run of store.listResources('mapRun')) this.#index(run);
  }

  begin(run: Pick<MapRunRecord, 'arn' | 'executionArn' | 'batched'> & MapRunSettings): void {
    const stateMachineArn = this.#store.getExecution(run.executionArn)?.stateMachineArn ?? '';
    this.#index(run);
    this.#store.putResource('mapRun', {
      ...run,
      stateMachineArn,
      status: 'RUNNING',
      startDate: this.#clock.now(),
      children: 0,
      items: 0,
      resultsWritten: false,
      redriveCount: 0,
    });
  }

  /** Once the items are read: how many there are, and how many children work on them. */
  sized(arn: string, size: Pick<MapRunRecord, 'children' | 'items'>): void {
    this.#change(arn, size);
  }

  resultsWritten(arn: string): void {
    this.#change(arn, { resultsWritten: true });
  }

  end(arn: string, status: 'SUCCEEDED' | 'FAILED' | 'ABORTED'): void {
    this.#change(arn, { status, stopDate: this.#clock.now() });
  }

  /** Ends what an execution that did not succeed has left running. */
  abort(executionArn: string): void {
    for (const { arn, status } of this.list(executionArn)) if (status === 'RUNNING') this.end(arn, 'ABORTED');
  }

  /** A run that has ended goes on, because its execution was redriven. */
  redrive(arn: string): MapRunRecord {
    const { stopDate: _stopDate, ...ended } = this.get(arn);
    if (ended.redriveCount >= MAX_REDRIVES) {
      throw new StatesError('States.Runtime', `The Map Run was redriven ${MAX_REDRIVES} times, which is the limit.`);
    }
    const redriven = { redriveCount: ended.redriveCount + 1, redriveDate: this.#clock.now() };
    this.#store.putResource('mapRun', { ...ended, ...redriven, status: 'RUNNING', resultsWritten: false });
    return this.get(arn);
  }

  get(arn: string): MapRunRecord {
    checkArn(arn, 'mapRun');
    const run = this.#store.getResource('mapRun', arn);
    if (!run) throw new ServiceError('ResourceNotFound', `Resource not found: '${arn}'`);
    return run;
  }

  /** Newest first. */
  list(executionArn: string): readonly MapRunRecord[] {
    return (this.#ofExecution.get(executionArn) ?? []).map((arn) => this.get(arn)).reverse();
  }

  update(arn: string, settings: Partial<MapRunSettings>): void {
    const { status } = this.get(arn);
    if (status !== 'RUNNING') {
      throw new ServiceError('ValidationException', `Map Run is ${status} and cannot be updated: '${arn}'`);
    }
    this.#change(arn, settings);
    this.#watchers.get(arn)?.();
  }

  /** Tells about updates; the returned function stops that. */
  watch(arn: string, changed: () => void): () => void {
    this.#watchers.set(arn, changed);
    return () => {
      if (this.#watchers.get(arn) === changed) this.#watchers.delete(arn);
    };
  }

  /** Whether unsuccessful children may still wait for their redrive. */
  isRedriving(arn: string): boolean {
    const run = this.#store.getResource('mapRun', arn);
    return run?.status === 'RUNNING' && run.redriveCount > 0;
  }

  /** An execution as the API shows it: a child that waits for its redrive says so. */
  shown(record: ExecutionRecord): ExecutionRecord {
    if (record.mapRunArn === undefined || !this.isRedriving(record.mapRunArn)) return record;
    return awaitsRedrive(this.get(record.mapRunArn), record) ? { ...record, status: 'PENDING_REDRIVE' } : record;
  }

  counts(run: MapRunRecord): MapRunCounts {
    const executions = noCounts(run.children);
    const items = noCounts(run.items);
    for (const stored of this.#store.listExecutions({ mapRunArn: run.arn }, { limit: Infinity })) {
      const child = this.shown(stored);
      const final = isUnsuccessful(child) && whyNotRedrivable(this.#store, child, this.#clock.now()) !== undefined;
      count(executions, run, child, { weight: 1, final });
      count(items, run, child, { weight: itemCount(run, child), final });
    }
    return { executions, items };
  }

  #index({ arn, executionArn }: Pick<MapRunRecord, 'arn' | 'executionArn'>): void {
    const known = this.#ofExecution.get(executionArn);
    if (known) known.push(arn);
    else this.#ofExecution.set(executionArn, [arn]);
  }

  #change(arn: string, changes: Partial<MapRunRecord>): void {
    this.#store.putResource('mapRun', { ...this.get(arn), ...changes });
  }
}

/** How many items a child stands for: a batch is one child. */
export function itemCount({ batched }: MapRunRecord, { input }: ExecutionRecord): number {
  return batched ? batchSize(JSON.parse(input) as Json) : 1;
}

/** Of what a child in a run with batches works on. */
export function batchSize(input: Json): number {
  return isObject(input) && Array.isArray(input.Items) ? input.Items.length : 1;
}

/** An unsuccessful child of a redriven run, whose turn has not come yet. */
export function awaitsRedrive(run: MapRunRecord, child: ExecutionRecord): boolean {
  return isUnsuccessful(child) && (child.mapRunAttempt ?? 0) < run.redriveCount;
}

const COUNTED = {
  RUNNING: 'running',
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  TIMED_OUT: 'timedOut',
  ABORTED: 'aborted',
  PENDING_REDRIVE: 'pendingRedrive',
} as const;

function noCounts(total: number): Counts {
  const none = { running: 0, succeeded: 0, failed: 0, timedOut: 0, aborted: 0 };
  return { pending: total, ...none, total, resultsWritten: 0, failuresNotRedrivable: 0, pendingRedrive: 0 };
}

function count(
  counts: Counts,
  run: MapRunRecord,
  child: ExecutionRecord,
  { weight, final }: { readonly weight: number; readonly final: boolean },
): void {
  counts.pending -= weight;
  counts[COUNTED[child.status]] += weight;
  if (final) counts.failuresNotRedrivable += weight;
  if (run.resultsWritten) counts.resultsWritten += weight;
}
