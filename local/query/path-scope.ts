import { boundedCache } from './bounded-cache.ts';
import type { Json } from './json.ts';
import type { RootValue } from './jsonpath-evaluate.ts';
import { evaluatePath, findOnPath } from './jsonpath-evaluate.ts';
import type { JsonPath } from './jsonpath-syntax.ts';
import { parseJsonPath } from './jsonpath-parser.ts';
import { PathSyntaxError, PathTimeLimitError } from './path-error.ts';
import { TimeLimitError, withinTimeLimit } from './time-limit.ts';
import type { Variables } from './variables.ts';

/** What the paths of a JSONPath state can read: `$`, `$$` and `$name`. */
export interface PathScope {
  readonly input: Json;
  readonly context: Json;
  readonly variables: Variables;
}

// A definition has at most 1 MB, and most paths are used again and again.
const CACHED_PATHS = 5000;

/** The parsed path. Throws PathSyntaxError. */
export const compilePath: (text: string) => JsonPath = boundedCache(CACHED_PATHS, (text) => {
  const path = parseJsonPath(text);
  if (path.root.kind === 'item') throw new PathSyntaxError(`'${text}' starts with '@', which only a filter knows`);
  return path;
});

/** Throws PathError with the bare reason; the caller knows which sentence it belongs to. */
export function readCompiled(path: JsonPath, scope: PathScope): Json {
  const roots = rootsOf(scope);
  if (path.simple) {
    const value = findOnPath(path, roots);
    if (value !== undefined) return value;
  }
  return limited(path, () => evaluatePath(path, roots));
}

export function findCompiled(path: JsonPath, scope: PathScope): Json | undefined {
  return limited(path, () => findOnPath(path, rootsOf(scope)));
}

function limited<T>(path: JsonPath, evaluate: () => T): T {
  if (!path.slow) return evaluate();
  try {
    return withinTimeLimit(evaluate);
  } catch (error) {
    if (error instanceof TimeLimitError) throw new PathTimeLimitError('The evaluation of the path takes too long');
    throw error;
  }
}

function rootsOf(scope: PathScope): RootValue {
  return (root) => {
    switch (root.kind) {
      case 'input':
        return scope.input;
      case 'context':
        return scope.context;
      case 'variable':
        return scope.variables.get(root.name);
      case 'item':
        return undefined;
    }
  };
}

/** The JSON text that a message shows as what was searched: the context object for `$$`, else the input. */
export function searched(path: JsonPath, scope: PathScope): string {
  if (path.root.kind === 'context') return JSON.stringify(scope.context);
  if (path.root.kind === 'variable') return JSON.stringify(scope.variables.toObject());
  return JSON.stringify(scope.input);
}
