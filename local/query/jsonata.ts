import { boundedCache } from './bounded-cache.ts';
import type { Json } from './json.ts';
import { BUDGET, boundEvaluation, boundFault, exhaust, newBudget } from './jsonata-budget.ts';
import { inner, JsonataError } from './jsonata-error.ts';
import { addStatesFunctions, NOW } from './jsonata-functions.ts';
import { guardInherited } from './jsonata-guard.ts';
import type { CompiledJsonata, JsonataFault } from './jsonata-library.ts';
import { faultOf, parseJsonata } from './jsonata-library.ts';
import { plainResult } from './jsonata-result.ts';
import { simplePathOf } from './jsonata-simple-path.ts';
import type { SimplePath } from './jsonata-simple-path.ts';
import { allNodes, variableNames } from './jsonata-syntax.ts';
import type { Variables } from './variables.ts';

export { expectType, isJsonataExpression, JsonataError } from './jsonata-error.ts';
export { checkJsonata, diagnoseJsonata } from './jsonata-syntax.ts';

/** What an expression can read: `$states` (input, result, errorOutput, context) and the variables. */
export interface JsonataScope {
  readonly states: Json;
  readonly variables: Variables;
  /** Milliseconds since the epoch that `$now()` and `$millis()` answer; without it they read the wall clock. */
  readonly now?: number;
  /** Told when an evaluation takes longer than one turn; the returned function is called at its end. */
  readonly busy?: () => () => void;
}

interface Expression {
  readonly compiled: CompiledJsonata;
  /** The names that the text mentions: no others need to be bound. */
  readonly names: readonly string[];
  readonly simplePath: SimplePath | undefined;
}

const CACHED_EXPRESSIONS = 2000;

const compile = boundedCache(CACHED_EXPRESSIONS, (text): Expression => {
  const compiled = parseJsonata(text);
  const ast = compiled.ast();
  const nodes = allNodes(ast);
  const simplePath = simplePathOf(ast);
  const names = variableNames(nodes);
  addStatesFunctions(compiled);
  boundEvaluation(compiled, nodes);
  guardInherited(nodes);
  return { compiled, names, simplePath };
});

/**
 * Evaluates one `{% %}` string; values may be shared with the scope. Rejects with JsonataError when it fails, returns
 * nothing, or exceeds the bounds on depth, steps and memory. `field` is its place in the state: `Output/a`.
 */
export async function evaluateJsonata(expression: string, scope: JsonataScope, field: string): Promise<Json> {
  return evaluateExpression(expression, scope, field);
}

/** As evaluateJsonata, at once for a plain path such as `$states.input.a`; then it throws instead of rejecting. */
export function evaluateExpression(expression: string, scope: JsonataScope, field: string): Json | Promise<Json> {
  const text = inner(expression);
  let parsed: Expression;
  try {
    parsed = compile(text);
  } catch (error) {
    throw failed(text, field, faultOf(error));
  }
  const found = parsed.simplePath?.(scope);
  return found === undefined ? run(parsed, text, scope, field) : found;
}

async function run(expression: Expression, text: string, scope: JsonataScope, field: string): Promise<Json> {
  let release: (() => void) | undefined;
  const budget = newBudget(() => {
    release ??= scope.busy?.();
    return new Promise((resolve) => setImmediate(resolve));
  });
  const bindings: Record<string, unknown> = { states: scope.states, [BUDGET]: budget, [NOW]: scope.now };
  for (const name of expression.names) {
    const value = name === 'states' ? undefined : scope.variables.get(name);
    if (value !== undefined) bindings[name] = value;
  }
  let result: unknown;
  try {
    result = await expression.compiled.evaluate(undefined, bindings);
  } catch (error) {
    throw failed(text, field, boundFault(error) ?? faultOf(error));
  } finally {
    exhaust(budget);
    release?.();
  }
  const value = plainResult(result);
  if (value === undefined) throw new JsonataError(text, field, 'returned nothing (undefined).');
  return value;
}

/** AWS puts a colon before a reason that has no JSONata code. */
function failed(text: string, field: string, { code, message }: JsonataFault): JsonataError {
  const reason = code === undefined ? `: ${message}` : `. ${code}: ${message}`;
  return new JsonataError(text, field, `threw an error during evaluation${reason}`);
}
