import { boundedCache } from './bounded-cache.ts';
import { format, INTRINSICS, InvalidArgument } from './intrinsic-table.ts';
import type { IntrinsicArgument, IntrinsicCall } from './intrinsic-parser.ts';
import { parseIntrinsic } from './intrinsic-parser.ts';
import type { Json } from './json.ts';
import { PathError, PathSyntaxError } from './path-error.ts';
import type { PathScope } from './path-scope.ts';
import { readCompiled, searched } from './path-scope.ts';

/** A call that could not be evaluated. */
export class IntrinsicError extends Error {
  override readonly name = 'IntrinsicError';
  /** `States.Format` and so on. */
  readonly functionName: string;

  constructor(call: IntrinsicCall, reason: string) {
    super(`The function '${call.text}' had the following error: ${reason}`);
    this.functionName = call.name;
  }
}

const CACHED_CALLS = 2000;

/** Whether the text means to be a call, well-formed or not. */
export function isIntrinsicCall(text: string): boolean {
  return text.startsWith('States.');
}

/** The parsed call. Throws PathSyntaxError for a malformed text, an unknown function or a wrong number of arguments. */
export const compileIntrinsic: (text: string) => IntrinsicCall = boundedCache(CACHED_CALLS, (text) => {
  const call = parseIntrinsic(text);
  checkCall(call);
  return call;
});

function checkCall(call: IntrinsicCall): void {
  const intrinsic = INTRINSICS.get(call.name);
  if (intrinsic === undefined) throw new PathSyntaxError(`There is no intrinsic function '${call.name}'`);
  const [least, most] = intrinsic.arity;
  if (call.args.length < least || call.args.length > most) {
    throw new PathSyntaxError(
      `'${call.text}' has ${call.args.length} arguments; ${call.name} takes ${arity(least, most)}`,
    );
  }
  for (const argument of call.args) {
    if (argument.kind === 'call') checkCall(argument);
    if (argument.kind === 'path' && argument.path.root.kind === 'item')
      throw new PathSyntaxError(`'${argument.text}' is no path`);
  }
}

function arity(least: number, most: number): string {
  if (least === most) return String(least);
  return most === Infinity ? `${least} or more` : `${least} to ${most}`;
}

/** Throws IntrinsicError. */
export function evaluateIntrinsic(call: IntrinsicCall, scope: PathScope): Json {
  const args = call.args.map((argument) => evaluateArgument(argument, call, scope));
  const [first] = call.args;
  try {
    if (call.name === 'States.Format' && first?.kind === 'string') return format(first.pieces, args.slice(1));
    return INTRINSICS.get(call.name)!.run(args);
  } catch (error) {
    if (error instanceof InvalidArgument) throw new IntrinsicError(call, error.message);
    throw error;
  }
}

function evaluateArgument(argument: IntrinsicArgument, call: IntrinsicCall, scope: PathScope): Json {
  if (argument.kind === 'call') return evaluateIntrinsic(argument, scope);
  if (argument.kind !== 'path') return argument.value;
  try {
    return readCompiled(argument.path, scope);
  } catch (error) {
    if (!(error instanceof PathError)) throw error;
    const found = `could not be found in the input '${searched(argument.path, scope)}'`;
    throw new IntrinsicError(call, `The JsonPath argument for the field '${argument.text}' ${found}`);
  }
}
