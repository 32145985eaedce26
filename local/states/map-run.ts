import { CancelledError } from '../engine/cancellation.ts';
import type { ItemProcessor, MapState } from '../engine/definition.ts';
import { StatesError } from '../engine/errors.ts';
import { awaitsRedrive, batchSize } from '../engine/map-runs.ts';
import type { ChildExecution, Step } from '../engine/step.ts';
import type { ExecutionRecord } from '../engine/store.ts';
import type { Json } from '../query/json.ts';
import { itemInput } from './map-input.ts';
import { exceeds, isTolerant, thresholdExceeded } from './map-tolerance.ts';
import { asText, transformed, writeResults, type Destination } from './result-writer.ts';

/** https://docs.aws.amazon.com/step-functions/latest/dg/limits-overview.html#service-limits-state-machine-executions */
const MAX_CHILD_EXECUTIONS = 10_000;
/** Memory, not AWS, asks for this: as many of the children run at a time unless MaxConcurrency says fewer. */
const CHILDREN_AT_A_TIME = 1000;

// M1. Items are begun in order, and each has one child that counts.
// M2. The run's settings are read when they are needed, so UpdateMapRun holds from then on.
// M3. A redriven run keeps the children that succeeded, and begins the others again before those that never ran.

/** What a run works on, as it was when the run began. */
export interface MapRunPlan {
  /** One child each: items, or batches of them. */
  readonly items: readonly Json[];
  readonly batches: object | null;
  readonly destination: Destination | null;
  readonly label: string;
  readonly mapRunArn: string;
}

/** The children of a distributed Map and what becomes of them. */
export class MapRun {
  readonly #state: MapState;
  readonly #step: Step;
  readonly #processor: ItemProcessor;
  readonly #plan: MapRunPlan;
  readonly #running = new Set<ChildExecution>();
  /** By index; those that have ended. */
  readonly #records: (ExecutionRecord | undefined)[];
  readonly #total: number;
  /** Items that are being worked on. */
  readonly #active = new Set<Promise<void>>();
  #next = 0;
  #stopped = false;
  #failed = 0;
  #lastFailure: ExecutionRecord | undefined;

  constructor(state: MapState, step: Step, processor: ItemProcessor, plan: MapRunPlan) {
    this.#state = state;
    this.#step = step;
    this.#processor = processor;
    this.#plan = plan;
    this.#records = new Array<ExecutionRecord | undefined>(plan.items.length).fill(undefined);
    this.#total = plan.items.reduce<number>((sum, _item, index) => sum + this.#weight(index), 0);
    step.mapRuns.sized(plan.mapRunArn, { children: plan.items.length, items: this.#total });
  }

  /** Runs the children; the Map's result, or the failure of the run. */
  async outcome(): Promise<Json> {
    // Stopped while its items were read.
    if (this.#step.cancellation.cancelled) throw new CancelledError();
    const { destination, mapRunArn } = this.#plan;
    const ended = Promise.withResolvers<void>();
    const forget = this.#step.mapRuns.watch(mapRunArn, () => {
      try {
        this.#checkTolerance();
        this.#fill(ended);
      } catch (failure) {
        ended.reject(failure);
      }
    });
    try {
      this.#fill(ended);
      await ended.promise;
    } catch (thrown) {
      this.stop();
      if (this.#step.cancellation.cancelled) throw thrown;
      if (destination) {
        // The files of a failed run tell of the children that were stopped as well.
        await Promise.allSettled(this.#active);
        await this.#export(destination);
      }
      throw thrown;
    } finally {
      forget();
    }
    return destination ? this.#export(destination) : this.#outputs();
  }

  stop(): void {
    this.#stopped = true;
    for (const child of this.#running) child.stop();
  }

  async #export(destination: Destination): Promise<Json> {
    const { items, mapRunArn } = this.#plan;
    const records = this.#records.filter((record) => record !== undefined);
    const pending = items.filter((_item, index) => !this.#records[index]);
    const results = { mapRunArn, records, pending };
    const written = await writeResults(this.#state.ResultWriter ?? {}, destination, results, this.#step);
    this.#step.mapRuns.resultsWritten(mapRunArn);
    return written;
  }

  #outputs(): Json {
    const config = this.#state.ResultWriter?.WriterConfig;
    if (config) {
      const results = transformed(
        this.#records.filter((record) => record !== undefined),
        config,
      );
      return config.OutputType === 'JSONL' ? asText(results, config) : [...results];
    }
    return this.#records.map((record) => (record?.status === 'SUCCEEDED' ? outputOf(record) : null));
  }

  /** Begins as many items as may run now. */
  #fill(ended: PromiseWithResolvers<void>): void {
    const { maxConcurrency } = this.#step.mapRuns.get(this.#plan.mapRunArn);
    const limit = Math.min(maxConcurrency || CHILDREN_AT_A_TIME, MAX_CHILD_EXECUTIONS);
    while (!this.#stopped && this.#active.size < limit && this.#next < this.#plan.items.length) {
      const work = this.#work(this.#next++);
      this.#active.add(work);
      work
        .then(() => {
          this.#active.delete(work);
          this.#fill(ended);
        })
        .catch(ended.reject);
    }
    if (this.#active.size === 0) ended.resolve();
  }

  /** One item from its child's start to its end. */
  async #work(index: number): Promise<void> {
    const child = await this.#child(index);
    if (!child) return;
    this.#running.add(child);
    const record = await child.finished;
    this.#running.delete(child);
    if (this.#step.cancellation.cancelled) throw new CancelledError();
    this.#records[index] = record;
    if (record.status !== 'SUCCEEDED') this.#count(record, this.#weight(index));
  }

  /** The item's execution: the one from before a crash or a redrive, or a new one; none once the run was stopped. */
  async #child(index: number): Promise<ChildExecution | undefined> {
    const step = this.#step;
    const { batches, items, label, mapRunArn } = this.#plan;
    const run = step.mapRuns.get(mapRunArn);
    const type = this.#processor.ProcessorConfig?.ExecutionType ?? 'STANDARD';
    const spec = { graph: this.#processor, type, mapRunArn, mapRunAttempt: run.redriveCount, label };
    const arn = step.interruptedChild(index)?.progress.executionArn;
    if (typeof arn === 'string') {
      const child = step.childExecutions.find(arn);
      // One that cannot be redriven any more has failed for good.
      return (awaitsRedrive(run, child.record) ? step.childExecutions.redrive(arn, spec) : undefined) ?? child;
    }
    const item = items[index] ?? null;
    // The items inside a batch have gone through the selector already.
    const input = batches ? item : await itemInput(this.#state, step, { Index: index, Value: item });
    if (this.#stopped || step.cancellation.cancelled) return undefined;
    const child = step.childExecutions.start({ ...spec, input });
    step.saveChild(index, { lastEventId: 0, progress: { executionArn: child.arn } });
    return child;
  }

  /** How many items a child stands for: a batch fails as a whole. */
  #weight(index: number): number {
    return this.#plan.batches ? batchSize(this.#plan.items[index] ?? null) : 1;
  }

  #count(record: ExecutionRecord, items: number): void {
    this.#failed += items;
    this.#lastFailure = record;
    this.#checkTolerance();
  }

  #checkTolerance(): void {
    const tolerance = this.#step.mapRuns.get(this.#plan.mapRunArn);
    if (!exceeds(tolerance, this.#failed, this.#total)) return;
    // Without a threshold the item's own failure is the Map's.
    const { error = 'States.TaskFailed', cause } = this.#lastFailure ?? {};
    if (!isTolerant(tolerance)) throw new StatesError(error, cause);
    throw thresholdExceeded();
  }
}

function outputOf({ output }: ExecutionRecord): Json {
  return JSON.parse(output ?? 'null') as Json;
}
