import { inner } from './jsonata-error.ts';
import type { AstNode } from './jsonata-library.ts';
import { faultOf, parseJsonata } from './jsonata-library.ts';

/** What CreateStateMachine objects to in one expression. */
export interface JsonataDiagnostic {
  readonly code: 'INVALID_JSONATA_EXPRESSION' | 'UNSUPPORTED_JSONATA_EXPRESSION';
  readonly message: string;
}

/** The first objection to an expression (with or without `{% %}`) as `CODE: message`; undefined when there is none. */
export function checkJsonata(expression: string): string | undefined {
  const [first] = diagnoseJsonata(expression);
  return first === undefined ? undefined : `${first.code}: ${first.message}`;
}

/** All objections: a text that does not parse, or what stands for the whole input, which a state does not have. */
export function diagnoseJsonata(expression: string): readonly JsonataDiagnostic[] {
  const names = new Set<string>();
  try {
    collectContextReferences(parseJsonata(inner(expression)).ast(), false, names);
  } catch (error) {
    return [{ code: 'INVALID_JSONATA_EXPRESSION', message: faultOf(error).message }];
  }
  return [...names].map((name) => {
    return {
      code: 'UNSUPPORTED_JSONATA_EXPRESSION',
      message: `Reference to '${name}' at the top level is not supported.`,
    };
  });
}

/** The node and all below it. */
export function allNodes(ast: AstNode): readonly AstNode[] {
  const nodes: AstNode[] = [ast];
  // The list grows while it is walked.
  for (const node of nodes) nodes.push(...childrenOf(node).map((child) => child.node));
  return nodes;
}

/** The names of all variables and functions that the nodes mention. */
export function variableNames(nodes: readonly AstNode[]): readonly string[] {
  const names = nodes.flatMap(({ type, value }) => (type === 'variable' && typeof value === 'string' ? [value] : []));
  return [...new Set(names)];
}

const SPELLING: Readonly<Record<string, string>> = { wildcard: '*', descendant: '**', parent: '%' };
/** Below these members of a node, `$` and bare names mean the item at hand. */
const INSIDE = new Set(['predicate', 'stages', 'group', 'terms', 'body', 'pattern', 'update', 'delete']);

function collectContextReferences(node: AstNode, isInside: boolean, names: Set<string>): void {
  if (node.type === 'variable' && node.value === '$') names.add('$$');
  if (!isInside && node.type === 'variable' && node.value === '') names.add('$');
  if (!isInside && node.type === 'name') names.add(String(node.value));
  if (!isInside && node.type in SPELLING) names.add(SPELLING[node.type]!);
  for (const { node: child, member, index } of childrenOf(node)) {
    collectContextReferences(child, isInside || INSIDE.has(member) || (member === 'steps' && index > 0), names);
  }
}

interface Child {
  readonly node: AstNode;
  readonly member: string;
  readonly index: number;
}

function childrenOf(node: AstNode): Child[] {
  return Object.entries(node).flatMap(([member, value]) =>
    [value].flat(2).flatMap((node, index): Child[] => (isNode(node) ? [{ node, member, index }] : [])),
  );
}

/** Groups and filters are wrapped in records without a type; they are looked through like nodes. */
function isNode(value: unknown): value is AstNode {
  return typeof value === 'object' && value !== null && !(value instanceof RegExp);
}
