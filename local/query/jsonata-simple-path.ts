import type { Json } from './json.ts';
import { isObject } from './json.ts';
import type { AstNode } from './jsonata-library.ts';
import type { Variables } from './variables.ts';

/** Follows a plain path; undefined means: ask the library, which knows what arrays and absent members mean. */
export type SimplePath = (scope: { readonly states: Json; readonly variables: Variables }) => Json | undefined;

/**
 * `$states.input.a.b` and `$order.total` are most of what machines contain, and need neither an evaluator nor a promise.
 * Undefined for any other expression.
 */
export function simplePathOf(ast: AstNode): SimplePath | undefined {
  const steps = ast.type === 'path' && hasOnly(ast, ['type', 'steps']) ? ast.steps! : [ast];
  const [root, ...members] = steps.map((step) => (hasOnly(step, ['type', 'value', 'position']) ? step : undefined));
  if (root?.type !== 'variable' || typeof root.value !== 'string' || root.value === '' || root.value === '$')
    return undefined;
  if (!members.every((step) => step?.type === 'name')) return undefined;
  const variable = root.value;
  const names = members.map((step) => String(step!.value));
  return ({ states, variables }) => {
    let value: Json | undefined = variable === 'states' ? states : variables.get(variable);
    for (const name of names) {
      if (!isObject(value) || !Object.hasOwn(value, name)) return undefined;
      value = value[name];
    }
    return value;
  };
}

function hasOnly(node: AstNode, names: readonly string[]): boolean {
  return Object.keys(node).every((name) => names.includes(name));
}
