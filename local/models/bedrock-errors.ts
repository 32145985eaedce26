import { ModelError } from './driver.ts';

/**
 * Bedrock's errors and their HTTP status.
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html#API_runtime_Converse_Errors
 */
export const BEDROCK_ERRORS = {
  AccessDeniedException: [403, "You don't have access to the model with the specified model ID."],
  InternalServerException: [
    500,
    'The system encountered an unexpected error during processing. Try your request again.',
  ],
  ModelErrorException: [424, 'The request failed due to an error while processing the model.'],
  ModelNotReadyException: [429, 'The model specified in the request is not ready to serve inference requests.'],
  ModelStreamErrorException: [424, 'An error occurred while streaming the response.'],
  ModelTimeoutException: [
    408,
    'The request took too long to process. Processing time exceeded the model timeout length.',
  ],
  ResourceNotFoundException: [404, 'The specified resource ARN was not found.'],
  ServiceQuotaExceededException: [400, 'Your request exceeds the service quota for your account.'],
  ServiceUnavailableException: [503, "The service isn't currently available. Try again later."],
  ThrottlingException: [429, 'Too many requests, please wait before trying again.'],
  ValidationException: [400, 'The input fails to satisfy the constraints specified by Amazon Bedrock.'],
} as const satisfies Readonly<Record<string, readonly [statusCode: number, message: string]>>;

export type BedrockErrorName = keyof typeof BEDROCK_ERRORS;

export const BEDROCK_ERROR_NAMES = Object.keys(BEDROCK_ERRORS) as BedrockErrorName[];

/** An error with Bedrock's name, status and, unless one is given, a plain message. */
export function bedrockError(name: BedrockErrorName, message: string = BEDROCK_ERRORS[name][1]): ModelError {
  return new ModelError(name, BEDROCK_ERRORS[name][0], message);
}
