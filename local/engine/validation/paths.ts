import type { Json } from '../../query/json.ts';
import { checkIntrinsic, checkJsonPath } from '../../query/jsonpath.ts';
import { checkReferencePath } from '../../query/reference-path.ts';
import { reject, type Place } from './diagnostic.ts';
import type { Check } from './fields.ts';
import { expected } from './values.ts';

/** InputPath and OutputPath: any path, or null for an empty object. */
export const pathOrNull: Check = (value, place) => {
  if (value !== null) path(value, place);
};

/** ResultPath writes into the state's input: a reference path, or null to drop the result. */
export const referencePathOrNull: Check = (value, place) => {
  if (value === null) return;
  if (typeof value !== 'string') expected('String', place);
  else if (checkReferencePath(value) !== undefined) reject(place, 'Value must be a valid Reference Path.');
};

/** A path that reads exactly one value: `$.a`, `$$.Execution.Id`, `$variable[0]`. */
export const referencePath: Check = (value, place) => path(value, place);

/** ErrorPath and CausePath also take an intrinsic function. */
export const pathOrIntrinsic: Check = (value, place) => {
  if (typeof value !== 'string') expected('String', place);
  else if (!isPathOrIntrinsic(value))
    reject(place, 'Value must be a valid JSONPath or a valid intrinsic function call');
};

export function isPathOrIntrinsic(value: Json): boolean {
  if (typeof value !== 'string') return false;
  return (value.startsWith('$') ? checkJsonPath(value) : checkIntrinsic(value)) === undefined;
}

function path(value: Json, place: Place): void {
  if (typeof value !== 'string') expected('String', place);
  else if (checkJsonPath(value) !== undefined) reject(place, 'Value must be a valid JSONPath.');
}
