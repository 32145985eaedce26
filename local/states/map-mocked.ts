import type { MapState } from '../engine/definition.ts';
import { ServiceError } from '../engine/errors.ts';
import type { StateMock, Step } from '../engine/step.ts';
import type { Json } from '../query/json.ts';
import { itemInput, mapItems, maxConcurrency } from './map-input.ts';
import { exceeds, isTolerant, thresholdExceeded, tolerance } from './map-tolerance.ts';

/** A Map under TestState: everything up to the iterations is real, and a mock stands for them. */
export async function mockedItems(state: MapState, step: Step, mock: StateMock): Promise<Json> {
  const items = await itemsOf(state, step, mock);
  step.inspect?.('maxConcurrency', await maxConcurrency(state, step));
  const limits = await tolerance(state, step);
  for (const name of ['toleratedFailureCount', 'toleratedFailurePercentage'] as const) {
    if (limits[name] !== undefined) step.inspect?.(name, limits[name]);
  }

  const selector = state.ItemSelector ?? (step.queryLanguage === 'JSONPath' ? state.Parameters : undefined);
  if (items && selector !== undefined) {
    const inputs = items.map((Value, Index) => itemInput(state, step, { Index, Value }));
    step.inspect?.('afterItemSelector', await Promise.all(inputs));
  }
  if (items && mock.failures > items.length) {
    throw new ServiceError(
      'ValidationException',
      'Map iteration failure count must be less than or equal to the number of Map iterations',
    );
  }
  const result = mock.outcome();
  // As recorded: without a limit of its own, the Map tolerates every failure that a mock counts.
  if (isTolerant(limits) && exceeds(limits, mock.failures, items?.length ?? mock.failures)) {
    throw thresholdExceeded();
  }
  return result;
}

/** Undefined when an ItemReader would read them and nothing was given in its place. */
async function itemsOf(state: MapState, step: Step, mock: StateMock): Promise<readonly Json[] | undefined> {
  return mock.items ?? (state.ItemReader ? undefined : mapItems(state, step));
}
