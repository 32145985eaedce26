import type { AstNode } from './jsonata-library.ts';

// The library reads members without asking whose they are: `$x.constructor` would be JavaScript's.
const INHERITED = new Set<unknown>(Object.getOwnPropertyNames(Object.prototype));

/** An object of the data, not a function: lambdas and built-in functions are records of the library. */
export function isData(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return !('_jsonata_lambda' in value) && !('_jsonata_function' in value);
}

/** Keeps expressions away from JavaScript's own objects and functions. Throws when a step would reach one. */
export function refuseInherited(node: AstNode, input: unknown): void {
  if (node.type === 'name' && INHERITED.has(node.value) && !ownsMember(input, String(node.value))) {
    throw new Error(`'${String(node.value)}' is not a member of the data`);
  }
  if ((node.type === 'wildcard' || node.type === 'descendant') && typeof input === 'object' && !isDeepData(input)) {
    throw new Error('A function has no members');
  }
}

function ownsMember(input: unknown, name: string): boolean {
  if (Array.isArray(input)) return input.every((item) => ownsMember(item, name));
  return typeof input !== 'object' || input === null || Object.hasOwn(input, name);
}

function isDeepData(input: unknown): boolean {
  return (
    input === null || (Array.isArray(input) ? input.every(isDeepData) : typeof input !== 'object' || isData(input))
  );
}
