import { refuseFunctionMembers } from './jsonata-guard.ts';
import type { AstNode, CompiledJsonata, JsonataFault, JsonataFrame } from './jsonata-library.ts';
import { shareOfMemory, type ShareOfMemory } from './jsonata-memory.ts';
import { TimeLimitError } from './time-limit.ts';

/**
 * The bounds of one evaluation. They count work instead of reading a clock, so that the same expression always ends the
 * same way. Only what runs inside the JavaScript engine, such as a regular expression that backtracks, has a time limit.
 */
export interface Budget {
  steps: number;
  depth: number;
  /** The number of steps at which others get their turn. */
  nextTurn: number;
  readonly turn: () => Promise<void>;
  readonly memory: ShareOfMemory;
  /** What was counted last: a value that passes through several nodes is one value. */
  counted: unknown;
}

export function newBudget(turn: Budget['turn']): Budget {
  return { steps: 0, depth: 0, nextTurn: STEPS_PER_TURN, turn, memory: shareOfMemory(), counted: undefined };
}

/** Where the budget of an evaluation hangs on its frame: a name with a blank, which no expression can spell. */
export const BUDGET = 'evaluation budget';

// AWS refuses nesting beyond about 100 levels; users measured 99 to 101 depending on the shape.
const MAX_DEPTH = 100;
// AWS ends an evaluation by time; this many steps take a second or two here.
const MAX_STEPS = 1_000_000;
// Other executions get their turn in between: about 10 ms of work.
const STEPS_PER_TURN = 10_000;
// Whoever makes or reads a long array or string works on all of it.
const ITEMS_PER_STEP = 1000;
// Measured on AWS: a sequence of 873,782 numbers is accepted, one more is not; 8 bytes each.
const MAX_BYTES = 6_990_256;
const BYTES_PER_ITEM = 8;
// All arrays and strings of one evaluation, of which none may be free before its end: seventy of the largest.
const MAX_BYTES_IN_ALL = 500_000_000;

const TOO_DEEP =
  'Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive.';
const TOO_LONG = 'Expression evaluation timeout: Check for infinite loop';
const TOO_LARGE = 'Expression evaluation memory limit exceeded: Check for excessive memory usage';

const ENTRY = Symbol.for('jsonata.__evaluate_entry');
const EXIT = Symbol.for('jsonata.__evaluate_exit');

/**
 * Additional steps of what the library evaluates while it copies a whole array: for each comparison of `^( … )`, whose
 * copies it keeps, and for each item that joins a group `{ … }`. They end a sort at some 15,000 items, a grouping at 60,000.
 */
const additionalSteps = new WeakMap<AstNode, number>();
const SORT_TERM_STEPS = 1;
const GROUP_KEY_STEPS = 15;

/** Puts the bounds on every later evaluation of the expression. */
export function boundEvaluation(expression: CompiledJsonata, nodes: readonly AstNode[]): void {
  expression.assign(ENTRY, enter);
  expression.assign(EXIT, leave);
  for (const { type, terms, group } of nodes as readonly QuadraticNode[]) {
    if (type === 'sort') for (const { expression: term } of terms) additionalSteps.set(term, SORT_TERM_STEPS);
    for (const [key] of group?.lhs ?? []) if (key) additionalSteps.set(key, GROUP_KEY_STEPS);
  }
}

/** What a sort and a grouped path have that other nodes lack. */
type QuadraticNode = AstNode & {
  readonly terms: readonly { readonly expression: AstNode }[];
  readonly group?: { readonly lhs: readonly (readonly AstNode[])[] };
};

/** Makes what still runs of an evaluation (the other members of an object, after one failed) stop at its next step. */
export function exhaust(budget: Budget): void {
  budget.steps = MAX_STEPS;
  budget.memory.release();
}

/** Refuses to make a string or an array of that many items before memory is taken for it. */
export function checkSize(items: number, bytesEach = BYTES_PER_ITEM): void {
  if (items * bytesEach > MAX_BYTES) throw new Error(TOO_LARGE);
}

/** A fault as AWS words it, where a bound of the JavaScript engine was met before one of ours. */
export function boundFault(thrown: unknown): JsonataFault | undefined {
  if (thrown instanceof TimeLimitError) return { message: TOO_LONG };
  if (!(thrown instanceof RangeError)) return undefined;
  return { message: thrown.message.includes('call stack') ? TOO_DEEP : TOO_LARGE };
}

function enter(node: AstNode, input: unknown, frame: JsonataFrame): Promise<void> | undefined {
  const budget = frame.lookup(BUDGET) as Budget;
  budget.steps += 1 + (additionalSteps.get(node) ?? 0);
  if (budget.steps > MAX_STEPS) throw new Error(TOO_LONG);
  // Members of one object evaluate side by side, so their depths would add up; only the first one counts.
  if (!frame.isParallelCall && ++budget.depth > MAX_DEPTH) throw new Error(TOO_DEEP);
  refuseFunctionMembers(node, input);
  const scarce = budget.memory.scarce();
  if (scarce) return scarce;
  if (budget.steps < budget.nextTurn) return undefined;
  budget.nextTurn = budget.steps + STEPS_PER_TURN;
  return budget.turn();
}

function leave(_node: unknown, _input: unknown, frame: JsonataFrame, result: unknown): void {
  const budget = frame.lookup(BUDGET) as Budget;
  if (!frame.isParallelCall) budget.depth--;
  const isArray = Array.isArray(result);
  if (!isArray && typeof result !== 'string') return;
  const bytes = result.length * (isArray ? BYTES_PER_ITEM : 1);
  checkSize(result.length, isArray ? BYTES_PER_ITEM : 1);
  budget.steps += Math.floor(result.length / ITEMS_PER_STEP);
  if (result === budget.counted) return;
  budget.counted = result;
  if (budget.memory.take(bytes) > MAX_BYTES_IN_ALL) throw new Error(TOO_LARGE);
}
