import { refuseInherited } from './jsonata-guard.ts';
import type { AstNode, CompiledJsonata, JsonataFrame } from './jsonata-library.ts';

/**
 * The bounds of one evaluation. They count work instead of reading a clock, so that the same expression always ends the
 * same way. Not bounded: a regular expression that backtracks, which runs inside the JavaScript engine.
 */
export interface Budget {
  steps: number;
  depth: number;
}

/** Where the budget of an evaluation hangs on its frame: a name with a blank, which no expression can spell. */
export const BUDGET = 'evaluation budget';

// AWS refuses nesting beyond about 100 levels; users measured 99 to 101 depending on the shape.
const MAX_DEPTH = 100;
// AWS ends an evaluation by time; this many steps take a second or two here.
const MAX_STEPS = 1_000_000;
// Other executions get their turn in between: about 10 ms of work.
const STEPS_PER_TURN = 10_000;
// Measured on AWS: a sequence of 873,782 numbers is accepted, one more is not; 8 bytes each.
const MAX_BYTES = 6_990_256;
const BYTES_PER_ITEM = 8;

const TOO_DEEP =
  'Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive.';
const TOO_LONG = 'Expression evaluation timeout: Check for infinite loop';
const TOO_LARGE = 'Expression evaluation memory limit exceeded: Check for excessive memory usage';

const ENTRY = Symbol.for('jsonata.__evaluate_entry');
const EXIT = Symbol.for('jsonata.__evaluate_exit');

/** Puts the bounds on every later evaluation of the expression. */
export function boundEvaluation(expression: CompiledJsonata): void {
  expression.assign(ENTRY, enter);
  expression.assign(EXIT, leave);
}

/** Makes what still runs of an evaluation (the other members of an object, after one failed) stop at its next step. */
export function exhaust(budget: Budget): void {
  budget.steps = MAX_STEPS;
}

/** Refuses to make a string or an array of that many items before memory is taken for it. */
export function checkSize(items: number, bytesEach = BYTES_PER_ITEM): void {
  if (items * bytesEach > MAX_BYTES) throw new Error(TOO_LARGE);
}

function enter(node: AstNode, input: unknown, frame: JsonataFrame): Promise<void> | undefined {
  const budget = frame.lookup(BUDGET) as Budget;
  if (++budget.steps > MAX_STEPS) throw new Error(TOO_LONG);
  // Members of one object evaluate side by side, so their depths would add up; only the first one counts.
  if (!frame.isParallelCall && ++budget.depth > MAX_DEPTH) throw new Error(TOO_DEEP);
  refuseInherited(node, input);
  return budget.steps % STEPS_PER_TURN === 0 ? new Promise((resolve) => setImmediate(resolve)) : undefined;
}

function leave(_node: unknown, _input: unknown, frame: JsonataFrame, result: unknown): void {
  if (!frame.isParallelCall) (frame.lookup(BUDGET) as Budget).depth--;
  if (Array.isArray(result)) checkSize(result.length);
  else if (typeof result === 'string') checkSize(result.length, 1);
}
