import { isObject } from '../../query/json.ts';
import { diagnoseJsonata, isJsonataExpression } from '../../query/jsonata.ts';
import { element, member, reject, type Place } from './diagnostic.ts';
import type { Check } from './fields.ts';

/** Parses an expression; what it yields is known only when it runs. */
export function checkExpression(expression: string, place: Place): void {
  for (const { code, message } of diagnoseJsonata(expression)) reject(place, message, code);
}

/** The expressions anywhere in a value, each at its own place: `/States/A/Output/items[0]`. */
export const jsonataTemplate: Check = (value, place) => {
  if (isJsonataExpression(value)) checkExpression(value, place);
  else if (Array.isArray(value)) value.forEach((item, index) => jsonataTemplate(item, element(place, index)));
  else if (isObject(value)) {
    for (const [name, item] of Object.entries(value)) jsonataTemplate(item, member(place, name));
  }
};

/** A Choice rule's Condition: an expression, or a plain boolean. */
export const conditionExpression: Check = (value, place) => {
  if (isJsonataExpression(value)) checkExpression(value, place);
  else if (typeof value !== 'boolean') reject(place, 'Expected value of type Boolean or a JSONata expression');
};
