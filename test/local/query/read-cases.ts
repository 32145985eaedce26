import { readFileSync } from 'node:fs';

import type { Json, JsonObject } from '../../../local/query/json.ts';
import { VariableScope } from '../../../local/query/variables.ts';
import type { PathScope } from '../../../local/query/jsonpath.ts';

/** What the cases of every language may bring along. */
export interface Surroundings {
  readonly input?: Json;
  readonly context?: JsonObject;
  readonly variables?: JsonObject;
}

/** Either a value or a part of the error's message is expected. */
export interface Expectation {
  readonly expected?: Json;
  readonly error?: string;
}

export function readCases<T>(file: string): T {
  return JSON.parse(readFileSync(new URL(`../cases/${file}`, import.meta.url), 'utf8')) as T;
}

export function pathScope({ input = {}, context = {}, variables = {} }: Surroundings): PathScope {
  return { input, context, variables: new VariableScope(undefined, variables) };
}

/** The title of a case: its own name, or its text with what goes in. */
export function title(name: string | undefined, text: string, input: Json | undefined): string {
  return `${name === undefined ? '' : `${name}: `}${text}${input === undefined ? '' : ` of ${JSON.stringify(input)}`}`;
}
