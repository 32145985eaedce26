import type { Json, JsonObject } from './json.ts';
import { isObject } from './json.ts';
import { referenceSteps } from './jsonpath-parser.ts';
import { PathError } from './path-error.ts';
import { compilePath } from './path-scope.ts';

/**
 * Puts the value where ResultPath says and returns the new whole; the target is shared, never changed. Missing objects
 * on the way are made. Throws PathError where the way leads through something that is no object or past an array's end.
 * https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultpath.html
 */
export function writeResult(resultPath: string, target: Json, value: Json): Json {
  const steps = stepsOf(resultPath);
  return put(target, steps, 0, value, () => {
    return new PathError(`Unable to apply ReferencePath ${resultPath} to input ${JSON.stringify(target)}`);
  });
}

function put(
  target: Json | undefined,
  steps: readonly (string | number)[],
  i: number,
  value: Json,
  refusal: () => PathError,
): Json {
  const step = steps[i];
  if (step === undefined) return value;
  if (typeof step === 'number') {
    if (!Array.isArray(target) || step >= target.length) throw refusal();
    return target.with(step, put(target[step], steps, i + 1, value, refusal));
  }
  if (target !== undefined && !isObject(target)) throw refusal();
  const member = target !== undefined && Object.hasOwn(target, step) ? target[step] : undefined;
  const changed: JsonObject = { ...target, [step]: put(member, steps, i + 1, value, refusal) };
  return changed;
}

/** Why the text cannot name one place of a state's input; undefined when it can. */
export function checkReferencePath(path: string): string | undefined {
  try {
    stepsOf(path);
    return undefined;
  } catch (error) {
    if (error instanceof PathError) return error.message;
    throw error;
  }
}

function stepsOf(text: string): readonly (string | number)[] {
  const path = compilePath(text);
  if (path.root.kind !== 'input') throw new PathError(`'${text}' is not a reference path: it must start with '$.'`);
  return referenceSteps(path, text);
}
