import { compileIntrinsic, evaluateIntrinsic, isIntrinsicCall } from './intrinsic-functions.ts';
import type { Json } from './json.ts';
import { PathError } from './path-error.ts';
import type { PathScope } from './path-scope.ts';
import { compilePath, findCompiled, readCompiled } from './path-scope.ts';

export { IntrinsicError } from './intrinsic-functions.ts';
export { PathError } from './path-error.ts';
export type { PathScope } from './path-scope.ts';

/**
 * What a field such as InputPath, ItemsPath or SecondsPath names: `$.a`, `$$.Execution.Id`, `$variable.x` or a call
 * `States.Format(…)`. Values are shared with the scope, never copied. Throws PathError, IntrinsicError.
 */
export function readPath(path: string, scope: PathScope): Json {
  if (isIntrinsicCall(path)) return evaluateIntrinsic(compileIntrinsic(path), scope);
  const compiled = compilePath(path);
  try {
    return readCompiled(compiled, scope);
  } catch (error) {
    if (error instanceof PathError) throw new PathError(`Invalid path '${path}' : ${error.message}`);
    throw error;
  }
}

/** As readPath, with undefined where a path leads nowhere: for IsPresent and its kin. */
export function findPath(path: string, scope: PathScope): Json | undefined {
  if (isIntrinsicCall(path)) return evaluateIntrinsic(compileIntrinsic(path), scope);
  return findCompiled(compilePath(path), scope);
}

/** Why the text is not a JSONPath; undefined when it is one. */
export function checkJsonPath(path: string): string | undefined {
  return reasonOf(() => compilePath(path));
}

/** Why the text is not a call of an intrinsic function; undefined when it is one. */
export function checkIntrinsic(text: string): string | undefined {
  return reasonOf(() => compileIntrinsic(text));
}

function reasonOf(parse: () => unknown): string | undefined {
  try {
    parse();
    return undefined;
  } catch (error) {
    if (error instanceof PathError) return error.message;
    throw error;
  }
}
