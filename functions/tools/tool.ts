import type { JsonSchema } from '../schemas/json-schema.ts';

/** What a model is told of a tool: `spec.ts` in the tool's folder, without any of its code. */
export interface ToolDescription {
  /** As the folder is called, e.g. `search-documents`. */
  readonly name: string;
  /** What it does, when to use it, and what comes back. */
  readonly description: string;
  readonly input: JsonSchema;
  readonly output: JsonSchema;
  /** A person answers; the state machine asks and waits. Such a tool has no code. */
  readonly asks?: 'person';
}

/** What a tool comes to: `<name>.ts` in its folder exports `run`. It throws what the model should be told. */
export type RunTool = (input: unknown, world: ToolWorld) => Promise<ToolOutput>;

export interface ToolOutput {
  /** As the tool's output schema has it. */
  readonly value: unknown;
  /** Ids of the documents that it comes from. */
  readonly sources: readonly string[];
}

/** What tools may use. */
export interface ToolWorld {
  readonly library: Library;
}

/** The set of documents and tables that agents work with. */
export interface Library {
  list(): Promise<readonly LibraryEntry[]>;
  /**
   * The text of a document or table, or of its first bytes alone; undefined when there is none of this id. Rejects, with the reason,
   * when it cannot be read.
   */
  read(id: string, firstBytes?: number): Promise<string | undefined>;
}

export interface LibraryEntry {
  /** Its key without the ending, e.g. `supplier-survey-2025`. */
  readonly id: string;
  readonly kind: 'document' | 'table';
  readonly bytes: number;
  /** Why it cannot be read as a whole, e.g. because it is too large; undefined when it can. */
  readonly unreadable?: string;
  /** Changes with its content. */
  readonly etag: string;
}
