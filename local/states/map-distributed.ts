import { randomUUID } from 'node:crypto';

import type { ItemProcessor, MapState } from '../engine/definition.ts';
import type { Step } from '../engine/step.ts';
import type { Json } from '../query/json.ts';
import { begunOnce } from './children.ts';
import { batched, batching } from './item-batcher.ts';
import { readItems, reading } from './item-reader.ts';
import { itemInput, mapItems, maxConcurrency } from './map-input.ts';
import { MapRun } from './map-run.ts';
import { s3Parameters } from './map-s3.ts';
import { tolerance } from './map-tolerance.ts';
import { destinationOf } from './result-writer.ts';

/** A distributed Map: every item is an execution of its own; the Map's history only tells of the run as a whole. */
export async function runDistributed(state: MapState, step: Step, processor: ItemProcessor): Promise<Json> {
  // A run that has not begun before the redrive is none.
  const again = step.progress.redriven === true && step.progress.inner !== undefined;
  delete step.progress.redriven;
  const plan = await begunOnce(step, () => begin(state, step));
  const { mapRunArn } = plan;
  if (again) redriven(mapRunArn, step);
  let result: Json;
  let run: MapRun | undefined;
  const forget = step.cancellation.onCancel((why) => {
    if (why === 'abandoned') return;
    run?.stop();
    step.mapRuns.end(mapRunArn, 'ABORTED');
  });
  try {
    const items = await runItems(state, step, plan);
    run = new MapRun(state, step, processor, { ...plan, items });
    result = await run.outcome();
  } catch (thrown) {
    const failure = step.failure(thrown);
    step.record('MapRunFailed', { error: failure.error, cause: failure.causeText });
    step.mapRuns.end(mapRunArn, 'FAILED');
    throw failure;
  } finally {
    forget();
  }
  step.record('MapRunSucceeded');
  step.mapRuns.end(mapRunArn, 'SUCCEEDED');
  return result;
}

/** The execution was redriven, and its run goes on with it. */
function redriven(mapRunArn: string, step: Step): void {
  const { redriveCount } = step.mapRuns.redrive(mapRunArn);
  step.record('MapRunRedriven', { mapRunArn, redriveCount });
  step.save();
}

/** Everything but the items of a reader, which are read once the run has begun. */
async function begin(state: MapState, step: Step) {
  const { ItemReader: reader, ItemBatcher: batcher, ResultWriter: writer } = state;
  const toRead = reader ? await reading(reader, state, step) : null;
  const items = toRead ? null : ((await mapItems(state, step)) as Json[]);
  const concurrency = await maxConcurrency(state, step);
  const started = step.record('MapStateStarted', { length: items?.length ?? 0 });
  const tolerated = await tolerance(state, step);
  const batches = batcher ? await batching(batcher, state, step) : null;
  const destination =
    writer?.Resource === undefined ? null : destinationOf(await s3Parameters('ResultWriter', writer, state, step));
  const label = state.Label ?? randomUUID();
  const mapRunArn = mapRunOf(step.executionArn, label);
  step.record('MapRunStarted', { mapRunArn });
  step.mapRuns.begin({
    arn: mapRunArn,
    executionArn: step.executionArn,
    batched: batches !== null,
    maxConcurrency: concurrency,
    ...tolerated,
  });
  // A crash must not read or select twice: another file, another `$uuid()`, would be another run.
  const prepared = false as boolean;
  return { started, toRead, items, batches, destination, label, mapRunArn, prepared };
}

type Plan = Awaited<ReturnType<typeof begin>>;

/** What the children get, or with an ItemSelector what it makes that of. */
async function runItems(state: MapState, step: Step, plan: Plan): Promise<readonly Json[]> {
  const { toRead, batches, items: known } = plan;
  if (plan.prepared || (!toRead && !batches)) return known ?? [];
  let items = state.ItemReader && toRead ? await readItems(state.ItemReader, toRead, step) : (known ?? []);
  if (batches) {
    const inputs: Json[] = [];
    for (const [Index, Value] of items.entries()) inputs.push(await itemInput(state, step, { Index, Value }));
    items = batched(inputs, batches);
  }
  step.progress.inner = { ...plan, items: items as Json[], prepared: true };
  step.save();
  return items;
}

/** `arn:…:execution:machine:name` → `arn:…:mapRun:machine/label:uuid` */
function mapRunOf(executionArn: string, label: string): string {
  const [arn, aws, states, region, account, , machine] = executionArn.split(':');
  return [arn, aws, states, region, account, 'mapRun', `${machine}/${label}`, randomUUID()].join(':');
}
