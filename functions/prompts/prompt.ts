import type { JsonSchema } from '../schemas/json-schema.ts';

/** A versioned template: a change of its words that may change answers is a new number behind the `@`. */
export interface Prompt<Input> {
  /** `name@version`; travels with each call, so that logs and costs can be told apart by prompt. */
  readonly id: string;
  readonly system?: string;
  readonly render: (input: Input) => string;
  readonly schema?: JsonSchema;
}
