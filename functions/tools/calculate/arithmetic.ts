import {
  absDependencies,
  addDependencies,
  cbrtDependencies,
  ceilDependencies,
  create,
  divideDependencies,
  eDependencies,
  expDependencies,
  factorialDependencies,
  floorDependencies,
  log10Dependencies,
  log2Dependencies,
  logDependencies,
  maxDependencies,
  meanDependencies,
  medianDependencies,
  minDependencies,
  modDependencies,
  multiplyDependencies,
  parseDependencies,
  piDependencies,
  powDependencies,
  roundDependencies,
  signDependencies,
  sqrtDependencies,
  subtractDependencies,
  sumDependencies,
  unaryMinusDependencies,
  unaryPlusDependencies,
} from 'mathjs/number';
import type { MathNode } from 'mathjs/number';

// Only these are in the bundle; those whose time grows with a number's value, such as combinations, are not among them.
const math = create({
  ...absDependencies,
  ...addDependencies,
  ...cbrtDependencies,
  ...ceilDependencies,
  ...divideDependencies,
  ...eDependencies,
  ...expDependencies,
  ...factorialDependencies,
  ...floorDependencies,
  ...log10Dependencies,
  ...log2Dependencies,
  ...logDependencies,
  ...maxDependencies,
  ...meanDependencies,
  ...medianDependencies,
  ...minDependencies,
  ...modDependencies,
  ...multiplyDependencies,
  ...parseDependencies,
  ...piDependencies,
  ...powDependencies,
  ...roundDependencies,
  ...signDependencies,
  ...sqrtDependencies,
  ...subtractDependencies,
  ...sumDependencies,
  ...unaryMinusDependencies,
  ...unaryPlusDependencies,
});

const FUNCTIONS = list('abs sqrt cbrt exp log log10 log2 pow mod round floor ceil sign min max sum mean median');
const OPERATORS = list('add subtract multiply divide pow mod unaryMinus unaryPlus factorial');
const CONSTANTS = list('pi e');

/**
 * The value of an expression. Its tree is looked through before anything runs, and only what is listed here may stand in it: no
 * assignments, ranges, matrices, texts, properties or functions of the parser's own.
 * https://mathjs.org/docs/expressions/security.html
 */
export function arithmetic(expression: string): unknown {
  // What everybody else calls `ln`, the library calls `log`.
  const tree = math.parse(expression.replace(/\bln\b(?=\s*\()/g, 'log'));
  tree.traverse((node, path, parent) => {
    const wrong = unknownIn(node, path, parent);
    if (wrong !== undefined) throw new Error(`${wrong} cannot be used here; see what the tool's description lists`);
  });
  return tree.evaluate();
}

/** What is in a node that no expression may have; undefined when all is well. */
function unknownIn(node: MathNode, path: string, parent: MathNode): string | undefined {
  // What a node is called is its constructor's business; all that we know of it is checked.
  const { type, fn, name, value } = node as MathNode & { fn?: unknown; name?: string; value?: unknown };
  switch (type) {
    case 'ParenthesisNode':
    case 'FunctionNode':
      return undefined;
    case 'ConstantNode':
      return typeof value === 'number'
        ? undefined
        : value === undefined
          ? 'a gap'
          : `the ${typeof value} ${JSON.stringify(value)}`;
    case 'OperatorNode':
      return OPERATORS.has(String(fn)) ? undefined : `the operator ${String(fn)}`;
    case 'SymbolNode': {
      const known = parent?.type === 'FunctionNode' && path === 'fn' ? FUNCTIONS : CONSTANTS;
      return known.has(name ?? '') ? undefined : `“${name}”`;
    }
    default:
      return `the form “${type.replace(/Node$/, '')}”`;
  }
}

function list(words: string): ReadonlySet<string> {
  return new Set(words.split(' '));
}
