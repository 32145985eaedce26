import type { AstNode } from './jsonata-library.ts';

/** An object of the data, not a function: lambdas and built-in functions are records of the library. */
export function isData(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return !('_jsonata_lambda' in value) && !('_jsonata_function' in value);
}

// The library reads members without asking whose they are: `$x.constructor` would be JavaScript's.
const INHERITED = new Set<unknown>(Object.getOwnPropertyNames(Object.prototype));

/** What reads a member that the data itself has; a name with a blank, which no expression can spell. */
export const OWN_MEMBER = 'own member';

/** Has the members that every JavaScript object inherits read by OWN_MEMBER, so that they are absent where the data has none. */
export function guardInherited(nodes: readonly AstNode[]): void {
  for (const node of nodes) {
    if (node.type !== 'name' || !INHERITED.has(node.value)) continue;
    Object.assign(node, {
      type: 'function',
      value: '(',
      procedure: { type: 'variable', value: OWN_MEMBER },
      arguments: [
        { type: 'variable', value: '' },
        { type: 'string', value: node.value },
      ],
    });
  }
}

/** Keeps wildcards away from the library's own records of functions. */
export function refuseFunctionMembers(node: AstNode, input: unknown): void {
  if ((node.type === 'wildcard' || node.type === 'descendant') && typeof input === 'object' && !isDeepData(input)) {
    throw new Error('A function has no members');
  }
}

function isDeepData(input: unknown): boolean {
  return (
    input === null || (Array.isArray(input) ? input.every(isDeepData) : typeof input !== 'object' || isData(input))
  );
}
