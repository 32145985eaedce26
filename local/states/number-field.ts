import { StateDataError } from '../engine/errors.ts';
import type { Step } from '../engine/step.ts';
import { evaluateJsonata, expectType, isJsonataExpression, JsonataError } from '../query/jsonata.ts';
import { findPath } from '../query/jsonpath.ts';
import { effectiveInput, jsonataScope, pathScope, type Shaping } from './data-flow.ts';

/** A field that may be a number, a JSONata expression, or (as `<name>Path`) a JSONPath. */
export interface NumberField {
  readonly name: string;
  readonly literal: number | string | undefined;
  readonly path: string | undefined;
  readonly kind: 'integer' | 'float';
  readonly min: number;
}

/** The field's number; undefined when the state does not set it. */
export async function numberField(field: NumberField, state: Shaping, step: Step): Promise<number | undefined> {
  const { name, literal, path } = field;
  if (isJsonataExpression(literal)) {
    const value = expectType(await evaluateJsonata(literal, jsonataScope(step), name), 'number', literal, name);
    if (fits(value, field)) return value;
    const expected = `${field.kind === 'integer' ? 'a whole number' : 'a number'} of at least ${field.min}`;
    throw new JsonataError(literal, name, `returned an unexpected value. Expected ${expected}, but was '${value}'`);
  }
  if (path === undefined) return literal === undefined ? undefined : Number(literal);
  const value = findPath(path, pathScope(step, effectiveInput(state, step)));
  // A number in quotes is a number here, as recorded on AWS.
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number === 'number' && fits(number, field)) return number;
  const shown = typeof value === 'string' ? value : JSON.stringify(value);
  throw new StateDataError(
    `The ${name}Path field refers to value "${shown}" which is not a valid ${field.kind}: ${path}`,
  );
}

function fits(value: number, { kind, min }: NumberField): boolean {
  return value >= min && (kind === 'integer' ? Number.isInteger(value) : Number.isFinite(value));
}
