import { randomUUID } from 'node:crypto';

import { CancelledError } from '../engine/cancellation.ts';
import type { ItemProcessor, MapState } from '../engine/definition.ts';
import { StateDataError, StatesError } from '../engine/errors.ts';
import type { ChildExecution, Step } from '../engine/step.ts';
import type { ExecutionRecord } from '../engine/store.ts';
import type { Json } from '../query/json.ts';
import { begunOnce } from './children.ts';
import { itemInput, mapItems, maxConcurrency } from './map-input.ts';
import { exceeds, tolerance, type Tolerance } from './map-tolerance.ts';

/** https://docs.aws.amazon.com/step-functions/latest/dg/limits-overview.html#service-limits-state-machine-executions */
const MAX_CHILD_EXECUTIONS = 10_000;
/** Memory, not AWS, asks for this: as many of the children run at a time unless MaxConcurrency says fewer. */
const CHILDREN_AT_A_TIME = 1000;

/** Fields of a distributed Map that the engine lacks; a run that ignored them would be a wrong one. */
const MISSING = ['ItemReader', 'ItemBatcher', 'ResultWriter'] as const;

/** A distributed Map: every item is an execution of its own; the Map's history only tells of the run as a whole. */
export async function runDistributed(state: MapState, step: Step, processor: ItemProcessor): Promise<Json> {
  const missing = MISSING.find((field) => state[field] !== undefined);
  if (missing) throw new StateDataError(`The local engine does not support ${missing} yet.`);
  const plan = await begunOnce(step, async () => {
    const items = await mapItems(state, step);
    const concurrency = (await maxConcurrency(state, step)) || CHILDREN_AT_A_TIME;
    const started = step.record('MapStateStarted', { length: items.length });
    const tolerated = await tolerance(state, step);
    const label = state.Label ?? randomUUID();
    const mapRunArn = mapRunOf(step.executionArn, label);
    step.record('MapRunStarted', { mapRunArn });
    return {
      started,
      items: items as Json[],
      limit: Math.min(concurrency, MAX_CHILD_EXECUTIONS),
      label,
      mapRunArn,
      tolerated,
    };
  });
  const run = new MapRun(state, step, processor, plan);
  const forget = step.cancellation.onCancel(() => run.stop());
  try {
    await run.work();
  } catch (thrown) {
    run.stop();
    const failure = step.failure(thrown);
    step.record('MapRunFailed', { error: failure.error, cause: failure.causeText });
    throw failure;
  } finally {
    forget();
  }
  step.record('MapRunSucceeded');
  return run.outputs;
}

/** `arn:…:execution:machine:name` → `arn:…:mapRun:machine/label:uuid` */
function mapRunOf(executionArn: string, label: string): string {
  const [arn, aws, states, region, account, , machine] = executionArn.split(':');
  return [arn, aws, states, region, account, 'mapRun', `${machine}/${label}`, randomUUID()].join(':');
}

interface Plan {
  readonly items: readonly Json[];
  readonly limit: number;
  readonly label: string;
  readonly mapRunArn: string;
  readonly tolerated: Tolerance;
}

class MapRun {
  readonly outputs: Json[];
  readonly #state: MapState;
  readonly #step: Step;
  readonly #processor: ItemProcessor;
  readonly #plan: Plan;
  readonly #running = new Set<ChildExecution>();
  #next = 0;
  #stopped = false;
  #failed = 0;

  constructor(state: MapState, step: Step, processor: ItemProcessor, plan: Plan) {
    this.#state = state;
    this.#step = step;
    this.#processor = processor;
    this.#plan = plan;
    this.outputs = new Array<Json>(plan.items.length).fill(null);
  }

  async work(): Promise<void> {
    const { limit, items } = this.#plan;
    await Promise.all(Array.from({ length: Math.min(limit, items.length) }, () => this.#line()));
  }

  stop(): void {
    this.#stopped = true;
    for (const child of this.#running) child.stop();
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
      if (record.status === 'SUCCEEDED') this.outputs[index] = JSON.parse(record.output ?? 'null') as Json;
      else this.#count(record);
    }
  }

  /** The item's execution: the one from before a crash, or a new one; none once the run was stopped. */
  async #child(index: number): Promise<ChildExecution | undefined> {
    const arn = this.#step.interruptedChild(index)?.progress.executionArn;
    if (typeof arn === 'string') return this.#step.childExecution(arn);
    const { items, label, mapRunArn } = this.#plan;
    const input = await itemInput(this.#state, this.#step, { Index: index, Value: items[index] ?? null });
    if (this.#stopped) return undefined;
    const type = this.#processor.ProcessorConfig?.ExecutionType ?? 'STANDARD';
    const child = this.#step.startChildExecution({ graph: this.#processor, type, input, mapRunArn, label });
    this.#step.saveChild(index, { lastEventId: 0, progress: { executionArn: child.arn } });
    return child;
  }

  #count(record: ExecutionRecord): void {
    this.#failed += 1;
    const { tolerated, items } = this.#plan;
    if (!exceeds(tolerated, this.#failed, items.length)) return;
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
