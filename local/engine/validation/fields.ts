import type { Json, JsonObject } from '../../query/json.ts';
import type { QueryLanguage } from '../definition.ts';
import { member, reject, type Place } from './diagnostic.ts';

/** Judges one value and reports at its place; a check never throws. */
export type Check = (value: Json, place: Place) => void;

export interface Field {
  readonly check: Check;
  /** The one query language that has this field; both when absent. */
  readonly only?: QueryLanguage;
  readonly required?: boolean;
}

/** The fields of one kind of object; a name that is not in its table is refused, never ignored. */
export type FieldTable = Readonly<Record<string, Field>>;

export function checkFields(object: JsonObject, table: FieldTable, place: Place): void {
  for (const name of Object.keys(object)) {
    const field = fieldOf(table, name);
    if (!field) reject(place, `Field '${name}' is not supported`);
    else if (field.only && field.only !== place.language) rejectLanguage(name, field.only, place);
  }
  const missing = Object.keys(table).filter((name) => {
    const { required, only } = table[name]!;
    return required && (!only || only === place.language) && !Object.hasOwn(object, name);
  });
  if (missing.length > 0) reject(place, `These fields are required: [${missing.join(', ')}]`);
  for (const [name, value] of Object.entries(object)) {
    const field = fieldOf(table, name);
    if (field && (!field.only || field.only === place.language)) field.check(value, member(place, name));
  }
}

/** At most one of the names, or exactly one with `required`; a state that breaks it is named, not the field. */
export function checkOneOf(object: JsonObject, names: readonly string[], place: Place, required = false): void {
  const present = names.filter((name) => Object.hasOwn(object, name));
  if (present.length > 1) reject(place, `Only one of these fields is allowed: [${present.join(', ')}]`);
  if (present.length === 0 && required) reject(place, `One of these fields is required: [${names.join(', ')}]`);
}

function rejectLanguage(name: string, only: QueryLanguage, place: Place): void {
  const is = `The QueryLanguage is set to '${place.language}'`;
  reject(place, `${is}, but field '${name}' is only supported for the '${only}' QueryLanguage`);
}

function fieldOf(table: FieldTable, name: string): Field | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
