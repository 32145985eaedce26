import type { ItemBatcher, MapState } from '../engine/definition.ts';
import { StatesError } from '../engine/errors.ts';
import { MAX_DATA_BYTES } from '../engine/limits.ts';
import type { Step } from '../engine/step.ts';
import type { Json, JsonObject } from '../query/json.ts';
import { evaluateTemplate } from '../query/jsonata-template.ts';
import { evaluatePayloadTemplate } from '../query/payload-template.ts';
import { effectiveInput, jsonataScope, pathScope } from './data-flow.ts';
import { numberField } from './number-field.ts';

/** How items are put together. */
export type Batching = {
  /** Null without that limit. */
  readonly maxItems: number | null;
  /** Of a batch as JSON text, its BatchInput included. */
  readonly maxBytes: number;
  /** What every batch carries beside its items. */
  readonly shared: JsonObject;
};

/** What one child gets. */
export type Batch = JsonObject & { readonly Items: Json[] };

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itembatcher.html */
export async function batching(batcher: ItemBatcher, state: MapState, step: Step): Promise<Batching> {
  const limit = (name: 'MaxItemsPerBatch' | 'MaxInputBytesPerBatch') =>
    numberField({ name, literal: batcher[name], path: batcher[`${name}Path`], kind: 'integer', min: 1 }, state, step);
  const maxItems = (await limit('MaxItemsPerBatch')) ?? null;
  // A state's input is never larger, whatever the field says.
  const maxBytes = Math.min((await limit('MaxInputBytesPerBatch')) ?? MAX_DATA_BYTES, MAX_DATA_BYTES);
  const shared: JsonObject =
    batcher.BatchInput === undefined ? {} : { BatchInput: await batchInput(batcher, state, step) };
  return { maxItems, maxBytes, shared };
}

async function batchInput({ BatchInput: template = null }: ItemBatcher, state: MapState, step: Step): Promise<Json> {
  if (step.queryLanguage === 'JSONata') {
    return evaluateTemplate(template, jsonataScope(step), 'ItemBatcher/BatchInput');
  }
  return evaluatePayloadTemplate(template, pathScope(step, effectiveInput(state, step)));
}

/** Fills one batch after the other, in order. An item that no batch can hold fails the run. */
export function batched(items: readonly Json[], { maxItems, maxBytes, shared }: Batching): Batch[] {
  const batches: Batch[] = [];
  const emptyBytes = Buffer.byteLength(JSON.stringify({ ...shared, Items: [] }));
  let room = 0;
  for (const [index, item] of items.entries()) {
    const bytes = Buffer.byteLength(JSON.stringify(item));
    if (emptyBytes + bytes > maxBytes) {
      const need = `${emptyBytes + bytes} bytes with its batch`;
      throw new StatesError('States.DataLimitExceeded', `Item ${index} needs ${need}, more than ${maxBytes}.`);
    }
    const current = batches.at(-1);
    // One byte for the comma before every item but the first.
    if (current && current.Items.length < (maxItems ?? Infinity) && bytes + 1 <= room) {
      current.Items.push(item);
      room -= bytes + 1;
    } else {
      batches.push({ ...shared, Items: [item] });
      room = maxBytes - emptyBytes - bytes;
    }
  }
  return batches;
}
