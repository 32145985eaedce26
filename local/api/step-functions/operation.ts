import type { JsonObject } from '../../query/json.ts';
import { ApiError } from '../answer.ts';
import type { RequestFields } from '../request-fields.ts';

/** One operation: reads its fields, does the work, returns the answer's members; nothing means an empty answer. */
export type Operation = (fields: RequestFields, caller: Caller) => object | void | Promise<object | void>;

export type Operations = Readonly<Record<string, Operation>>;

export interface Caller {
  /** Has `hangUp` called when the client closes the connection before it is answered. */
  gone(hangUp: () => void): void;
}

/** The one field of an operation that has no other. */
export function only(fields: RequestFields, name: string, max = 256): string {
  const value = fields.required(name, { min: 1, max });
  fields.check();
  return value;
}

/** `maxTokenLength`: 1,024 characters everywhere but in the lists of executions. */
export function pageFields(
  fields: RequestFields,
  maxTokenLength = 1024,
): { readonly limit: number; readonly token: string | undefined } {
  return {
    // 0 asks for the default.
    limit: fields.integer('maxResults', { min: 0, max: 1000 }) || 100,
    token: fields.optional('nextToken', { min: 1, max: maxTokenLength }),
  };
}

/** Data of a user's own are left out of an answer when the caller asks for METADATA_ONLY. */
export function includesData(fields: RequestFields): boolean {
  return fields.optional('includedData', { oneOf: ['ALL_DATA', 'METADATA_ONLY'] }) !== 'METADATA_ONLY';
}

export function configuration(fields: RequestFields, name: string): JsonObject | undefined {
  return fields.object(name) as JsonObject | undefined;
}

export function tagsOf(tags: readonly unknown[] | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries((tags ?? []).map(tagOf));
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_Tag.html */
function tagOf(tag: unknown): [string, string] {
  const { key, value = '' } = (tag ?? {}) as { readonly key?: unknown; readonly value?: unknown };
  if (typeof key !== 'string' || key === '' || key.length > 128 || typeof value !== 'string' || value.length > 256) {
    throw new ApiError(
      'ValidationException',
      400,
      `1 validation error detected: Value '${JSON.stringify(tag)}' at 'tags' failed to satisfy constraint: Member must have a key of 1 to 128 characters and a value of at most 256`,
    );
  }
  return [key, value];
}

/** Once the journal's next turn is over: what an answer has set free has written its events by then. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
