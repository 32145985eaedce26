import type { Json, JsonObject } from '../../query/json.ts';

/**
 * What TestState can show of a state's data flow.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_InspectionData.html
 */
export type Inspected =
  | 'afterInputPath'
  | 'afterParameters'
  | 'afterArguments'
  | 'afterItemsPath'
  | 'afterItemSelector'
  | 'result'
  | 'afterResultSelector'
  | 'afterResultPath'
  | InspectedNumber;

type InspectedNumber = 'maxConcurrency' | 'toleratedFailureCount' | 'toleratedFailurePercentage';

const NUMBERS: ReadonlySet<Inspected> = new Set<InspectedNumber>([
  'maxConcurrency',
  'toleratedFailureCount',
  'toleratedFailurePercentage',
]);

/** As the API writes it: data is JSON text, limits are numbers. */
export function inspectionMembers(seen: ReadonlyMap<Inspected, Json>): JsonObject {
  return Object.fromEntries(
    [...seen].map(([name, value]) => [name, NUMBERS.has(name) ? value : JSON.stringify(value)]),
  );
}
