import jsonata from 'jsonata';

import { LimitedRegExp } from './limited-regexp.ts';

/** What we use of the library, including what its own types leave out. */
export interface CompiledJsonata {
  evaluate(input: undefined, bindings: Readonly<Record<string, unknown>>): Promise<unknown>;
  /** Binds a value in the frame that all evaluations of this expression share. Symbols name the hooks of the evaluator. */
  assign(name: string | symbol, value: unknown): void;
  /** Functions get the types that the signature names: https://docs.jsonata.org/embedding-extending#function-signature-syntax */
  registerFunction(name: string, run: (this: JsonataFocus, ...args: never[]) => unknown, signature: string): void;
  ast(): AstNode;
}

/** `this` of a registered function. */
export interface JsonataFocus {
  readonly environment: JsonataFrame;
}

export interface JsonataFrame {
  lookup(name: string): unknown;
  /** When the evaluation started. */
  readonly timestamp: Date;
  /** Set while the members of an object are evaluated side by side. */
  readonly isParallelCall: boolean;
}

/** A node of the syntax tree: its type, and whatever else that type has. */
export interface AstNode {
  readonly type: string;
  readonly value?: unknown;
  readonly steps?: readonly AstNode[];
  readonly [member: string]: unknown;
}

/** What the library throws: not an Error, but a record with a code. */
export interface JsonataFault {
  readonly code?: string;
  readonly message: string;
}

/** A function of the library's own. */
export interface NativeFunction {
  readonly implementation: (this: JsonataFocus, ...args: unknown[]) => unknown;
}

// The library makes one of it for every regular expression that it evaluates; its types ask for an instance instead.
const RegexEngine = LimitedRegExp as unknown as RegExp;

/** Throws JsonataFault. */
export function parseJsonata(text: string): CompiledJsonata {
  return jsonata(text, { RegexEngine }) as unknown as CompiledJsonata;
}

const natives = new Map<string, Promise<NativeFunction>>();

/** A function as the library has it, also where an expression finds ours under that name. */
export function nativeFunction(name: string): Promise<NativeFunction> {
  let found = natives.get(name);
  if (!found) natives.set(name, (found = parseJsonata(`$${name}`).evaluate(undefined, {}) as Promise<NativeFunction>));
  return found;
}

/** Whatever was thrown while parsing or evaluating, as code and message. */
export function faultOf(thrown: unknown): JsonataFault {
  if (typeof thrown !== 'object' || thrown === null) return { message: String(thrown) };
  const { code, message } = thrown as { code?: unknown; message?: unknown };
  const text = typeof message === 'string' ? message : 'the expression failed without a message';
  return typeof code === 'string' && /^[A-Z]\d{4}$/.test(code) ? { code, message: text } : { message: text };
}
