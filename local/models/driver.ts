import type { ConverseCommandInput, ConverseCommandOutput } from '@aws-sdk/client-bedrock-runtime';

/**
 * Who answers behind the Bedrock stand-in. The one format is that of Converse; the stand-in translates InvokeModel bodies
 * and cuts the answer into stream events.
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html
 */
export interface ModelDriver {
  readonly name: string;
  answer(request: ModelRequest): Promise<ModelAnswer>;
}

/** A Converse request as it came over the wire (byte members already decoded to Uint8Array). */
export type ModelRequest = Omit<ConverseCommandInput, 'modelId'> & {
  /** The id with its inference profile's prefix, e.g. `us.anthropic.claude-haiku-5-5`. */
  readonly modelId: string;
  /** `requestMetadata.promptId`: which of the app's prompts this is, e.g. `classify-complexity@1`. */
  readonly promptId?: string;
  readonly signal: AbortSignal;
};

/** What the model said. Usage and latency may be left out; the stand-in then estimates and measures them. */
export type ModelAnswer = Pick<ConverseCommandOutput, 'output' | 'stopReason'> &
  Partial<Pick<ConverseCommandOutput, 'usage' | 'metrics' | 'additionalModelResponseFields' | 'trace'>>;

/** A failure with Bedrock's name and HTTP status, which the stand-in passes on as it is. */
export class ModelError extends Error {
  readonly statusCode: number;

  constructor(name: string, statusCode: number, message: string) {
    super(message);
    this.name = name;
    this.statusCode = statusCode;
  }
}
