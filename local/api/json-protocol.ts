import { ApiError, sendJson } from './answer.ts';
import type { ApiRequest, ApiResponse, Service } from './service.ts';

/** Answers one operation; what it throws as `ApiError` goes to the client as it is. No result means an empty object. */
export type JsonOperation = (
  input: JsonInput,
  request: ApiRequest,
  response: ApiResponse,
) => Promise<object | void> | object | void;

/** The parsed body: always an object, its members unchecked. */
export type JsonInput = Readonly<Record<string, unknown>>;

export interface JsonServiceOptions {
  readonly name: string;
  readonly targets: readonly string[];
  /** https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html; Step Functions and DynamoDB speak 1.0, EventBridge 1.1. */
  readonly version: '1.0' | '1.1';
  readonly operations: Readonly<Record<string, JsonOperation>>;
  readonly maxBodyBytes?: number;
  /** Answers wait for it: what they tell must outlive the process. */
  readonly committed?: () => Promise<void> | undefined;
}

/** A service of AWS's JSON protocols: `POST /` with the operation in `X-Amz-Target` and one JSON object each way. */
export function jsonService({
  name,
  targets,
  version,
  operations,
  maxBodyBytes,
  committed,
}: JsonServiceOptions): Service {
  const contentType = `application/x-amz-json-${version}`;
  // A Map, so that an operation called `constructor` is as unknown as any other.
  const table = new Map(Object.entries(operations));
  return {
    name,
    targets,
    ...(maxBodyBytes !== undefined && { maxBodyBytes }),
    async handle(request, response) {
      const operation = table.get(request.operation ?? '');
      if (operation === undefined) {
        throw new ApiError(
          'UnknownOperationException',
          400,
          `${name} has no operation ${JSON.stringify(request.operation ?? '')} here; it has ${[...table.keys()].sort().join(', ')}`,
        );
      }
      const output = await operation(parseJsonObject(await request.body()), request, response);
      await committed?.();
      sendJson(response, 200, output ?? {}, contentType);
    },
  };
}

/** The object in a body; an empty body is `{}`. Throws SerializationException (400) for anything else. */
export function parseJsonObject(body: Buffer): JsonInput {
  if (body.length === 0) return {};
  const value = parseJson(body);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ApiError('SerializationException', 400, 'the request body must be a JSON object');
  }
  return value as JsonInput;
}

/** Any JSON value in a body. Throws SerializationException (400) that says where it broke. */
export function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (error) {
    throw new ApiError('SerializationException', 400, `the request body is not JSON: ${(error as Error).message}`);
  }
}
