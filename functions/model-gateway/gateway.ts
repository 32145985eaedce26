import type { JsonSchema } from '../schemas/json-schema.ts';
import type { ObjectRef } from '../schemas/object-ref.ts';
import type { Spent } from './pricing.ts';

/** The one way to a model. A failed call throws a `ModelCallError` whose name is one of `errors.ts`. */
export interface ModelGateway {
  call(request: ModelCall): Promise<ModelReply>;
}

export interface ModelCall {
  /** Which prompt template this is, e.g. `classify-complexity@1`; travels as request metadata. */
  readonly promptId: string;
  /** With the prefix of its inference profile. */
  readonly modelId: string;
  readonly system?: string;
  readonly messages: readonly Message[];
  /** Bedrock reserves quota for input + max tokens when the call starts: ask for what you need. */
  readonly maxTokens: number;
  /** What the model may ask for instead of an answer; also where it has asked before and may not again. */
  readonly tools?: readonly ToolSpec[];
  /** The answer is to be JSON of this shape. */
  readonly schema?: JsonSchema;
  /** What is left of the caller's time; a call that it cuts short fails with DeadlineExceeded. */
  readonly withinMs?: number;
}

export interface Message {
  readonly role: 'user' | 'assistant';
  readonly content: string;
  /** At most five in all messages of a call, each under another name; a user's only. */
  readonly documents?: readonly AttachedDocument[];
  /** What the assistant wants run. */
  readonly toolCalls?: readonly ToolCall[];
  /** What the user's side ran, one for each call of the message before. */
  readonly toolResults?: readonly ToolResult[];
}

/** https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ToolSpecification.html */
export interface ToolSpec {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: JsonSchema;
}

export interface ToolCall {
  readonly id: string;
  readonly name: string;
  readonly input: unknown;
}

export interface ToolResult {
  /** Of the call. */
  readonly id: string;
  readonly status: 'success' | 'error';
  readonly content: string;
  /** Ids of the documents that the content comes from; for those who check what an answer cites, not for the model. */
  readonly sources: readonly string[];
}

/** A document that a model reads as it is. https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_DocumentBlock.html */
export interface AttachedDocument {
  /**
   * The model reads it, so a name of the sender's could carry instructions: say `Document 1`. Bedrock takes letters, digits,
   * hyphens, brackets and single spaces.
   */
  readonly name: string;
  readonly format: 'pdf';
  /** At most 4.5 MB. */
  readonly bytes: Uint8Array;
  /** Where the bytes lie; stands for them wherever questions are compared. */
  readonly ref: ObjectRef;
}

export interface ModelReply extends Spent {
  readonly text: string;
  /** Where the model stopped for tools. */
  readonly toolCalls?: readonly ToolCall[];
  readonly stop: Stop;
  readonly latencyMs: number;
}

/** Why the model ended: it was done, wants tools run, ran out of tokens, declined, was stopped by a guardrail, or wrote nonsense. */
export type Stop = 'done' | 'tools' | 'truncated' | 'refused' | 'guardrail' | 'malformed';

export class ModelCallError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}
