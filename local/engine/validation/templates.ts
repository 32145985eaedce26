import { isObject, type Json } from '../../query/json.ts';
import { element, member, reject, warn, type Place } from './diagnostic.ts';
import { jsonataTemplate } from './expressions.ts';
import type { Check } from './fields.ts';
import { isPathOrIntrinsic } from './paths.ts';

/** A value with queries inside, in the language of its state: Parameters, Arguments, Assign, Output … */
export const template: Check = (value, place) => {
  if (place.language === 'JSONata') jsonataTemplate(value, place);
  else jsonPathTemplate(value, place);
};

/** Members named `x.$` hold a path or an intrinsic function; AWS locates the object, the message names the member. */
function jsonPathTemplate(value: Json, place: Place): void {
  if (Array.isArray(value)) value.forEach((item, index) => jsonPathTemplate(item, element(place, index)));
  else if (isObject(value)) {
    for (const [name, item] of Object.entries(value)) {
      if (!name.endsWith('.$')) {
        if (looksLikeQuery(item)) warn(member(place, name), NO_DOLLAR, 'NO_DOLLAR');
        jsonPathTemplate(item, member(place, name));
      } else if (!isPathOrIntrinsic(item)) {
        reject(place, `The value for the field '${name}' must be a valid JSONPath or a valid intrinsic function call`);
      }
    }
  }
}

const NO_DOLLAR = "No '.$' on a field that appears to be a JSONPath or Intrinsic Function.";

/** Whether plain text was probably meant as a query. */
export function looksLikeQuery(value: Json): boolean {
  return typeof value === 'string' && /^(?:\$\$?[.[]|States\.[A-Z]\w*\()/.test(value);
}
