import type { JsonObject } from '../../query/json.ts';
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

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_Tag.html */
export function tagsOf(fields: RequestFields): Readonly<Record<string, string>> {
  const tags = fields.items('tags') ?? [];
  return Object.fromEntries(
    tags.map((tag) => [tag.required('key', { min: 1, max: 128 }), tag.optional('value', { max: 256 }) ?? '']),
  );
}

/** Once the journal's next turn is over: what an answer has set free has written its events by then. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
