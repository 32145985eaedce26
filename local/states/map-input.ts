import type { MapState } from '../engine/definition.ts';
import { StateDataError } from '../engine/errors.ts';
import type { Step } from '../engine/step.ts';
import type { Json, JsonObject } from '../query/json.ts';
import { expectType } from '../query/jsonata.ts';
import { evaluateTemplate } from '../query/jsonata-template.ts';
import { readPath } from '../query/jsonpath.ts';
import { evaluatePayloadTemplate } from '../query/payload-template.ts';
import { effectiveInput, jsonataScope, pathScope } from './data-flow.ts';
import { numberField } from './number-field.ts';

/** The array a Map goes over. */
export async function mapItems(state: MapState, step: Step): Promise<readonly Json[]> {
  if (step.queryLanguage === 'JSONata') return jsonataItems(state, step);
  const input = effectiveInput(state, step);
  const path = state.ItemsPath ?? '$';
  const items = path === '$' ? input : readPath(path, pathScope(step, input));
  if (Array.isArray(items)) {
    step.inspect?.('afterItemsPath', items);
    return items;
  }
  throw new StateDataError(`Reference path "${path}" must point to array.`);
}

async function jsonataItems(state: MapState, step: Step): Promise<readonly Json[]> {
  if (state.Items === undefined) {
    if (Array.isArray(step.input)) return step.input;
    throw new StateDataError('Items was not specified and the state input is not an array.');
  }
  const items = await evaluateTemplate(state.Items, jsonataScope(step), 'Items');
  if (Array.isArray(items)) return items;
  return expectType(items, 'array', String(state.Items), 'Items') as Json[];
}

/** How many iterations at a time; 0 is as many as there are. */
export async function maxConcurrency(state: MapState, step: Step): Promise<number> {
  const { MaxConcurrency: literal, MaxConcurrencyPath: path } = state;
  return (await numberField({ name: 'MaxConcurrency', literal, path, kind: 'integer', min: 0 }, state, step)) ?? 0;
}

/** What one item's processor gets. ItemSelector (formerly Parameters) sees the Map's own input and the item in the context. */
export async function itemInput(state: MapState, step: Step, item: JsonObject): Promise<Json> {
  const selector = state.ItemSelector ?? (step.queryLanguage === 'JSONPath' ? state.Parameters : undefined);
  if (selector === undefined) return item.Value ?? null;
  const context = { ...step.context, Map: { Item: item } };
  if (step.queryLanguage === 'JSONata') {
    return evaluateTemplate(
      selector,
      { ...jsonataScope(step), states: { input: step.input, context } },
      'ItemSelector',
    );
  }
  return evaluatePayloadTemplate(selector, { ...pathScope(step, effectiveInput(state, step)), context });
}
