import { isObject, type Json, type JsonObject } from '../../query/json.ts';
import { member, reject, type Place } from './diagnostic.ts';
import { objectThen } from './values.ts';
import { template } from './templates.ts';

/** https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html */
const MAX_VARIABLE_NAME = 80;
const VARIABLE_NAME = /^[\p{ID_Start}_][\p{ID_Continue}]*$/u;
/** `$states` is how an expression reaches the input, so that no variable may hide it. */
const RESERVED = 'states';

export const assign = objectThen((value, place) => {
  for (const name of assignedNames(value, place)) checkName(name, place);
  template(value, place);
});

function checkName(name: string, place: Place): void {
  if (name === RESERVED) reject(place, `The variable name '${name}' is reserved`);
  else if (name.length > MAX_VARIABLE_NAME) {
    reject(place, `The variable name '${name}' exceeds the maximum length of ${MAX_VARIABLE_NAME} characters`);
  } else if (!VARIABLE_NAME.test(name)) reject(place, `The variable name '${name}' is not a valid identifier`);
}

function assignedNames(value: JsonObject, { language }: Place): string[] {
  const names = Object.keys(value);
  return language === 'JSONata' ? names : names.map((name) => name.replace(/\.\$$/, ''));
}

/** The variables that a state may assign: by itself, in its rules, and in its catchers. */
export function variablesOf(state: JsonObject, place: Place): ReadonlyMap<string, Place> {
  const found = new Map<string, Place>();
  const add = (holder: Json | undefined, at: Place): void => {
    if (!isObject(holder) || !isObject(holder.Assign)) return;
    for (const name of assignedNames(holder.Assign, place)) found.set(name, member(at, 'Assign'));
  };
  add(state, place);
  for (const list of ['Choices', 'Catch']) {
    const holders = state[list];
    if (!Array.isArray(holders)) continue;
    holders.forEach((holder, index) => add(holder, member(place, `${list}[${index}]`)));
  }
  return found;
}
