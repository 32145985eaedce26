import type { Json, JsonObject } from './json.ts';
import { setMember } from './json.ts';
import { isJsonataExpression } from './jsonata-error.ts';
import { evaluateExpression } from './jsonata.ts';
import type { JsonataScope } from './jsonata.ts';

/** A template prepared once: its expressions in the order of the text, and how to put their values in. */
interface Prepared {
  readonly expressions: readonly { readonly text: string; readonly location: string }[];
  readonly build: (values: readonly Json[]) => Json;
}

export type { JsonataScope } from './jsonata.ts';

const prepared = new WeakMap<object, Prepared>();

/**
 * Evaluates every `{% %}` string in a template; the rest is used as it stands. Expressions run in order, so the first
 * that fails is the one reported, as `field/key[index]`. Answers at once where no expression needs the library, and then
 * throws JsonataError instead of rejecting. The template is taken as immutable, since it is prepared once.
 */
export function evaluateTemplate(template: Json, scope: JsonataScope, field: string): Json | Promise<Json> {
  if (typeof template !== 'object' || template === null) {
    return isJsonataExpression(template) ? evaluateExpression(template, scope, field) : template;
  }
  let known = prepared.get(template);
  if (known === undefined) {
    known = prepare(template);
    prepared.set(template, known);
  }
  return fill(known, [], scope, field);
}

function fill(
  { expressions, build }: Prepared,
  values: Json[],
  scope: JsonataScope,
  field: string,
): Json | Promise<Json> {
  while (values.length < expressions.length) {
    const { text, location } = expressions[values.length]!;
    const value = evaluateExpression(text, scope, field + location);
    if (value instanceof Promise) {
      return value.then((settled) => fill({ expressions, build }, [...values, settled], scope, field));
    }
    values.push(value);
  }
  return build(values);
}

function prepare(template: Json): Prepared {
  const expressions: { text: string; location: string }[] = [];
  const build = prepareAt(template, '', expressions);
  return { expressions, build: build ?? (() => template) };
}

type Build = Prepared['build'];

/** How to build this part of the template; undefined when it has no expression and is used as it stands. */
function prepareAt(
  template: Json,
  location: string,
  expressions: { text: string; location: string }[],
): Build | undefined {
  if (isJsonataExpression(template)) {
    const position = expressions.push({ text: template, location }) - 1;
    return (values) => values[position]!;
  }
  if (typeof template !== 'object' || template === null) return undefined;
  if (Array.isArray(template)) {
    const items = template.map((item, i) => prepareAt(item, `${location}[${i}]`, expressions));
    if (items.every((item) => item === undefined)) return undefined;
    return (values) => items.map((item, i) => (item === undefined ? template[i]! : item(values)));
  }
  const members = Object.entries(template).map(([name, value]) => {
    return { name, value, build: prepareAt(value, `${location}/${name}`, expressions) };
  });
  if (members.every((member) => member.build === undefined)) return undefined;
  return (values) => {
    const object: JsonObject = {};
    for (const { name, value, build } of members) setMember(object, name, build === undefined ? value : build(values));
    return object;
  };
}
