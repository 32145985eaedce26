import { compileIntrinsic, evaluateIntrinsic, isIntrinsicCall } from './intrinsic-functions.ts';
import type { IntrinsicCall } from './intrinsic-parser.ts';
import type { Json, JsonObject } from './json.ts';
import { setMember } from './json.ts';
import type { JsonPath } from './jsonpath-syntax.ts';
import { PathError, PathTimeLimitError } from './path-error.ts';
import type { PathScope } from './path-scope.ts';
import { compilePath, readCompiled, searched } from './path-scope.ts';

/** A template prepared once: what has no `.$` below it is used as it stands. */
type Prepared =
  | { readonly kind: 'constant'; readonly value: Json }
  | { readonly kind: 'path'; readonly path: JsonPath; readonly text: string; readonly field: string }
  | { readonly kind: 'call'; readonly call: IntrinsicCall }
  | { readonly kind: 'array'; readonly items: readonly Prepared[] }
  | { readonly kind: 'object'; readonly members: readonly (readonly [string, Prepared])[] };

const prepared = new WeakMap<object, Prepared>();

/**
 * Fills a payload template (Parameters, ResultSelector, ItemSelector, Assign): members whose name ends in `.$` are paths
 * or intrinsic function calls. The template is taken as immutable, since it is prepared once.
 * Throws PathError, IntrinsicError. https://docs.aws.amazon.com/step-functions/latest/dg/input-output-inputpath-params.html
 */
export function evaluatePayloadTemplate(template: Json, scope: PathScope): Json {
  if (typeof template !== 'object' || template === null) return template;
  let known = prepared.get(template);
  if (known === undefined) {
    known = prepare(template);
    prepared.set(template, known);
  }
  return fill(known, scope);
}

function prepare(template: Json): Prepared {
  if (typeof template !== 'object' || template === null) return { kind: 'constant', value: template };
  if (Array.isArray(template)) {
    const items = template.map(prepare);
    return items.every(isConstant) ? { kind: 'constant', value: template } : { kind: 'array', items };
  }
  const members = Object.entries(template).map(([name, value]): readonly [string, Prepared] => {
    return name.endsWith('.$') ? [name.slice(0, -2), prepareField(name, value)] : [name, prepare(value)];
  });
  return members.every(([, member]) => isConstant(member))
    ? { kind: 'constant', value: template }
    : { kind: 'object', members };
}

function isConstant(template: Prepared): boolean {
  return template.kind === 'constant';
}

function prepareField(field: string, value: Json): Prepared {
  if (typeof value !== 'string') {
    throw new PathError(
      `The value for the field '${field}' must be a valid JSONPath or a valid intrinsic function call`,
    );
  }
  if (isIntrinsicCall(value)) return { kind: 'call', call: compileIntrinsic(value) };
  return { kind: 'path', path: compilePath(value), text: value, field };
}

function fill(template: Prepared, scope: PathScope): Json {
  switch (template.kind) {
    case 'constant':
      return template.value;
    case 'array':
      return template.items.map((item) => fill(item, scope));
    case 'call':
      return evaluateIntrinsic(template.call, scope);
    case 'path':
      return readField(template, scope);
    case 'object': {
      const filled: JsonObject = {};
      for (const [name, member] of template.members) setMember(filled, name, fill(member, scope));
      return filled;
    }
  }
}

function readField(field: Extract<Prepared, { kind: 'path' }>, scope: PathScope): Json {
  try {
    return readCompiled(field.path, scope);
  } catch (error) {
    if (!(error instanceof PathError)) throw error;
    if (error instanceof PathTimeLimitError) throw new PathError(`${error.message}: '${field.text}'`);
    const found = `could not be found in the input '${searched(field.path, scope)}'`;
    throw new PathError(`The JSONPath '${field.text}' specified for the field '${field.field}' ${found}`);
  }
}
