import type { Json, JsonObject } from './json.ts';
import { isObject, setMember } from './json.ts';
import { passes } from './jsonpath-filter.ts';
import { applyPathFunction } from './jsonpath-functions.ts';
import type { JsonPath, PathRoot, PathToken } from './jsonpath-syntax.ts';
import { PathError } from './path-error.ts';

/** Gives the value that a root stands for; undefined for a variable that has none. */
export type RootValue = (root: PathRoot) => Json | undefined;

/** The value of a path: the node of a definite one, else all nodes as an array. Throws PathError with the reason alone. */
export function evaluatePath(path: JsonPath, roots: RootValue): Json {
  const root = roots(path.root);
  if (!path.definite || path.tokens.some((token) => token.kind === 'descendants')) return collect(root, path, roots);
  if (root === undefined) throw new PathError(`No results for path: ${here(path, 0)}`);
  let value = root;
  path.tokens.forEach((token, i) => {
    if (token.kind === 'function') value = call(token, value, roots);
    else if (token.kind === 'names') value = pick(value, token.names, here(path, i));
    else value = step(value, path, i);
  });
  return value;
}

/** As evaluatePath, with undefined for what is not there. */
export function findOnPath(path: JsonPath, roots: RootValue): Json | undefined {
  if (path.simple) return follow(roots(path.root), path.tokens);
  try {
    return evaluatePath(path, roots);
  } catch (error) {
    if (error instanceof PathError) return undefined;
    throw error;
  }
}

function follow(root: Json | undefined, tokens: readonly PathToken[]): Json | undefined {
  let value = root;
  for (const token of tokens) {
    if (token.kind === 'name') {
      if (!isObject(value) || !Object.hasOwn(value, token.name)) return undefined;
      value = value[token.name];
    } else if (token.kind === 'index') {
      if (!Array.isArray(value)) return undefined;
      value = value.at(token.index);
    }
  }
  return value;
}

/** One name or index; the reasons are worded as in the library that Step Functions uses. */
function step(value: Json, path: JsonPath, i: number): Json {
  const token = path.tokens[i]!;
  if (token.kind === 'name') {
    if (!isObject(value)) throw new PathError(notAnObject(`['${token.name}']`, here(path, i), value));
    if (Object.hasOwn(value, token.name)) return value[token.name]!;
    const isLast = i === path.tokens.length - 1;
    throw new PathError(`${isLast ? 'No results for path:' : 'Missing property in path'} ${here(path, i + 1)}`);
  }
  const index = (token as { readonly index: number }).index;
  if (value === null) throw new PathError(`The path ${here(path, i)} is null`);
  if (!Array.isArray(value)) {
    throw new PathError(
      `Filter: [${index}] can only be applied to arrays. Current context is: ${JSON.stringify(value)}`,
    );
  }
  const item = value.at(index);
  if (item === undefined) throw new PathError(`No results for path: ${here(path, i + 1)}`);
  return item;
}

function pick(value: Json, names: readonly string[], at: string): Json {
  if (!isObject(value)) throw new PathError(notAnObject(`['${names.join("','")}']`, at, value));
  const picked: JsonObject = {};
  for (const name of names) if (Object.hasOwn(value, name)) setMember(picked, name, value[name]!);
  return picked;
}

/** A path that can find several nodes finds none where something on its way is missing: recorded as `[]` on AWS. */
function collect(root: Json | undefined, path: JsonPath, roots: RootValue): Json {
  let nodes: Json[] = root === undefined ? [] : [root];
  for (let i = 0; i < path.tokens.length; i++) {
    const token = path.tokens[i]!;
    if (token.kind === 'function') {
      return path.definite ? call(token, nodes, roots) : nodes.map((node) => call(token, node, roots));
    }
    if (token.kind === 'descendants') {
      const next = path.tokens[++i]!;
      // Below an array a filter sees the items twice: once as items, once as nodes of their own. They count once.
      const select = next.kind === 'filter' ? selectObject : selectChildren;
      nodes = nodes.flatMap((node) => containers(node)).flatMap((node) => select(node, next, roots));
    } else {
      nodes = nodes.flatMap((node) => selectChildren(node, token, roots));
    }
  }
  return nodes;
}

function selectChildren(node: Json, token: PathToken, roots: RootValue): Json[] {
  switch (token.kind) {
    case 'name':
      return isObject(node) && Object.hasOwn(node, token.name) ? [node[token.name]!] : [];
    case 'names':
      if (!isObject(node)) return [];
      return token.names.flatMap((name) => (Object.hasOwn(node, name) ? [node[name]!] : []));
    case 'index':
      return at(node, token.index);
    case 'indexes':
      return token.indexes.flatMap((index) => at(node, index));
    case 'slice':
      return Array.isArray(node) ? node.slice(token.from ?? 0, token.to) : [];
    case 'wildcard':
      return Array.isArray(node) ? node : isObject(node) ? Object.values(node) : [];
    case 'filter':
      return Array.isArray(node) ? node.flatMap((one) => keep(one, token, roots)) : selectObject(node, token, roots);
    default:
      return [];
  }
}

function selectObject(node: Json, token: PathToken, roots: RootValue): Json[] {
  return isObject(node) && token.kind === 'filter' ? keep(node, token, roots) : [];
}

function keep(item: Json, token: Extract<PathToken, { kind: 'filter' }>, roots: RootValue): Json[] {
  const itemRoots: RootValue = (root) => (root.kind === 'item' ? item : roots(root));
  const lookup = (path: JsonPath): Json | undefined => findOnPath(path, itemRoots);
  return passes(token.filter, lookup) ? [item] : [];
}

function at(node: Json, index: number): Json[] {
  const item = Array.isArray(node) ? node.at(index) : undefined;
  return item === undefined ? [] : [item];
}

/** The node and all objects and arrays below it, parents first. */
function containers(node: Json, found: Json[] = []): Json[] {
  if (typeof node !== 'object' || node === null) return found;
  found.push(node);
  for (const child of Array.isArray(node) ? node : Object.values(node)) containers(child, found);
  return found;
}

function call(token: Extract<PathToken, { kind: 'function' }>, target: Json, roots: RootValue): Json {
  const args = token.args.map((arg) => ('path' in arg ? evaluatePath(arg.path, roots) : arg.value));
  return applyPathFunction(token.name, target, args);
}

/** The path so far, in brackets: `$['a'][0]`. */
function here(path: JsonPath, count: number): string {
  const steps = path.tokens.slice(0, count).map((token) => {
    return token.kind === 'name' ? `['${token.name}']` : token.kind === 'index' ? `[${token.index}]` : '';
  });
  return `$${steps.join('')}`;
}

function notAnObject(property: string, at: string, found: Json): string {
  return (
    `Expected to find an object with property ${property} in path ${at} but found '${javaTypeOf(found)}'. ` +
    "This is not a json object according to the JsonProvider: 'com.jayway.jsonpath.spi.json.JacksonJsonProvider'."
  );
}

function javaTypeOf(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'java.util.ArrayList';
  if (typeof value === 'number') return Number.isInteger(value) ? 'java.lang.Integer' : 'java.lang.Double';
  return typeof value === 'string' ? 'java.lang.String' : 'java.lang.Boolean';
}
