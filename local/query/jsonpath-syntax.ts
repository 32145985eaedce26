import type { Json } from './json.ts';

/**
 * JSONPath as Step Functions reads it, which is the dialect of the Jayway library: `['a','b']`, slices without a step,
 * filters with named operators, functions at the end. https://github.com/json-path/JsonPath#readme
 */
export interface JsonPath {
  /** Where it starts: `$` the input, `$$` the context object, `$name` a variable, `@` the item a filter looks at. */
  readonly root: PathRoot;
  readonly tokens: readonly PathToken[];
  /** Can find one node only; what it finds is then the value itself, else an array of values. */
  readonly definite: boolean;
  /** Names and indexes only: no allocation is needed to follow it. */
  readonly simple: boolean;
  /** The time it takes may grow faster than the data. */
  readonly slow: boolean;
}

export type PathRoot =
  { readonly kind: 'input' | 'context' | 'item' } | { readonly kind: 'variable'; readonly name: string };

export type PathToken =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'names'; readonly names: readonly string[] }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'indexes'; readonly indexes: readonly number[] }
  | { readonly kind: 'slice'; readonly from: number | undefined; readonly to: number | undefined }
  | { readonly kind: 'wildcard' }
  /** `..`: what follows applies to the node and everything below it. */
  | { readonly kind: 'descendants' }
  | { readonly kind: 'filter'; readonly filter: Filter }
  | { readonly kind: 'function'; readonly name: string; readonly args: readonly FunctionArgument[] };

export type FunctionArgument = { readonly path: JsonPath } | { readonly value: Json };

/** What stands in `[?( … )]`: never JavaScript, only these forms. https://github.com/json-path/JsonPath#filter-operators */
export type Filter =
  | { readonly kind: 'or' | 'and'; readonly filters: readonly Filter[] }
  | { readonly kind: 'not'; readonly filter: Filter }
  | { readonly kind: 'exists'; readonly path: JsonPath }
  | { readonly kind: 'compare'; readonly operator: FilterOperator; readonly left: Operand; readonly right: Operand };

export type Operand = { readonly path: JsonPath } | { readonly value: Json } | { readonly pattern: RegExp };

/** Longest first where one begins another. */
export const FILTER_OPERATORS = [
  ...['===', '!==', '==', '!=', '<=', '>=', '=~', '<', '>'],
  ...['subsetof', 'contains', 'anyof', 'noneof', 'empty', 'size', 'type', 'nin', 'all', 'in'],
] as const;
export type FilterOperator = (typeof FILTER_OPERATORS)[number];
