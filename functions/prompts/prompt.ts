import type { JsonSchema } from '../schemas/json-schema.ts';

/** A versioned template: a change of its words that may change answers is a new number behind the `@`. */
export interface Prompt<Input> {
  /** `name@version`; travels with each call, so that logs and costs can be told apart by prompt. */
  readonly id: string;
  readonly system?: string;
  /** What the user says, with `{{name}}` where a variable goes. */
  readonly template: string;
  /** What goes into the template, by name. */
  readonly variables: (input: Input) => Readonly<Record<string, string>>;
  readonly schema?: JsonSchema;
}

/** Where prompts are taken from: the copies in this code, or those that are pinned elsewhere. */
export interface Prompts {
  /** The prompt as it is to be used; the embedded one where no other can be had. */
  pinned<Input>(embedded: Prompt<Input>): Promise<Prompt<Input>>;
}

/** The prompts as this code has them. */
export const EMBEDDED: Prompts = { pinned: (embedded) => Promise.resolve(embedded) };

// Also Prompt management's form of a variable.
// https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-management-how.html
const VARIABLE = /\{\{(\w+)\}\}/g;

/** The names of the variables in a text, in order, each once. */
export function variablesIn(text: string): readonly string[] {
  return [...new Set(Array.from(text.matchAll(VARIABLE), ([, name = '']) => name))];
}

/** What the user says. Variables are put in once: what stands in one is never taken for another. */
export function rendered<Input>(prompt: Pick<Prompt<Input>, 'id' | 'template' | 'variables'>, input: Input): string {
  const values = prompt.variables(input);
  return prompt.template.replace(VARIABLE, (_, name: string) => {
    if (!Object.hasOwn(values, name)) throw new Error(`prompt ${prompt.id} has no variable ${name}`);
    return values[name]!;
  });
}
