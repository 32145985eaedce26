import { CancelledError } from '../engine/cancellation.ts';
import type { ItemProcessor, MapState } from '../engine/definition.ts';
import { StatesError } from '../engine/errors.ts';
import type { ChildExecution, Step } from '../engine/step.ts';
import type { ExecutionRecord } from '../engine/store.ts';
import { isObject, type Json } from '../query/json.ts';
import { itemInput } from './map-input.ts';
import { exceeds, type Tolerance } from './map-tolerance.ts';
import { asText, transformed, writeResults, type Destination } from './result-writer.ts';

/** What a run works on, as it was when the run began. */
export interface MapRunPlan {
  /** One child each: items, or batches of them. */
  readonly items: readonly Json[];
  readonly batches: object | null;
  readonly destination: Destination | null;
  /** Children at a time. */
  readonly limit: number;
  readonly label: string;
  readonly mapRunArn: string;
  readonly tolerated: Tolerance;
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
  #next = 0;
  #stopped = false;
  #failed = 0;

  constructor(state: MapState, step: Step, processor: ItemProcessor, plan: MapRunPlan) {
    this.#state = state;
    this.#step = step;
    this.#processor = processor;
    this.#plan = plan;
    this.#records = new Array<ExecutionRecord | undefined>(plan.items.length).fill(undefined);
    this.#total = plan.items.reduce<number>((sum, _item, index) => sum + this.#weight(index), 0);
  }

  /** Runs the children; the Map's result, or the failure of the run. */
  async outcome(): Promise<Json> {
    // Stopped while its items were read.
    if (this.#step.cancellation.cancelled) throw new CancelledError();
    const { limit, items } = this.#plan;
    const lines = Array.from({ length: Math.min(limit, items.length) }, () => this.#line());
    try {
      await Promise.all(lines);
    } catch (thrown) {
      this.stop();
      if (this.#step.cancellation.cancelled) throw thrown;
      if (this.#plan.destination) {
        // The files of a failed run tell of the children that were stopped as well.
        await Promise.allSettled(lines);
        await this.#export(this.#plan.destination);
      }
      throw thrown;
    }
    return this.#plan.destination ? this.#export(this.#plan.destination) : this.#outputs();
  }

  stop(): void {
    this.#stopped = true;
    for (const child of this.#running) child.stop();
  }

  #export(destination: Destination): Promise<Json> {
    const { items, mapRunArn } = this.#plan;
    const records = this.#records.filter((record) => record !== undefined);
    const pending = items.filter((_item, index) => !this.#records[index]);
    return writeResults(this.#state.ResultWriter ?? {}, destination, { mapRunArn, records, pending }, this.#step);
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

  /** One item after the other, as long as there are any. */
  async #line(): Promise<void> {
    while (!this.#stopped && this.#next < this.#plan.items.length) {
      const index = this.#next++;
      const child = await this.#child(index);
      if (!child) return;
      this.#running.add(child);
      const record = await child.finished;
      this.#running.delete(child);
      if (this.#step.cancellation.cancelled) throw new CancelledError();
      this.#records[index] = record;
      if (record.status !== 'SUCCEEDED') this.#count(record, this.#weight(index));
    }
  }

  /** The item's execution: the one from before a crash, or a new one; none once the run was stopped. */
  async #child(index: number): Promise<ChildExecution | undefined> {
    const arn = this.#step.interruptedChild(index)?.progress.executionArn;
    if (typeof arn === 'string') return this.#step.childExecution(arn);
    const { batches, items, label, mapRunArn } = this.#plan;
    const item = items[index] ?? null;
    // The items inside a batch have gone through the selector already.
    const input = batches ? item : await itemInput(this.#state, this.#step, { Index: index, Value: item });
    if (this.#stopped) return undefined;
    const type = this.#processor.ProcessorConfig?.ExecutionType ?? 'STANDARD';
    const child = this.#step.startChildExecution({ graph: this.#processor, type, input, mapRunArn, label });
    this.#step.saveChild(index, { lastEventId: 0, progress: { executionArn: child.arn } });
    return child;
  }

  /** How many items a child stands for: a batch fails as a whole. */
  #weight(index: number): number {
    const item = this.#plan.items[index];
    return this.#plan.batches && isObject(item) && Array.isArray(item.Items) ? item.Items.length : 1;
  }

  #count(record: ExecutionRecord, items: number): void {
    this.#failed += items;
    const { tolerated } = this.#plan;
    if (!exceeds(tolerated, this.#failed, this.#total)) return;
    // Without a threshold the item's own failure is the Map's.
    if (tolerated.count === null && tolerated.percentage === null) {
      throw new StatesError(record.error ?? 'States.TaskFailed', record.cause);
    }
    throw new StatesError(
      'States.ExceedToleratedFailureThreshold',
      'The specified tolerated failure threshold was exceeded',
    );
  }
}

function outputOf({ output }: ExecutionRecord): Json {
  return JSON.parse(output ?? 'null') as Json;
}
