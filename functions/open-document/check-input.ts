import { idOfKey, MOST_ID_CHARACTERS } from './document-id.ts';
import { InvalidInput } from '../schemas/invalid-input.ts';
import { isObject } from '../schemas/json-schema.ts';
import type { ObjectRef } from '../schemas/object-ref.ts';

export type DocumentInput =
  { readonly documentId: string; readonly text: string } | { readonly documentId: string; readonly object: ObjectRef };

const FIELDS: readonly string[] = ['documentId', 'text', 'bucket', 'key'];
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html
const MOST_KEY_BYTES = 1024;

/** `{documentId, text}` or `{documentId?, bucket, key}`, where the key stands in for an id; throws InvalidInput with a sentence for each wrong field. */
export function checkInput(input: unknown, buckets: readonly string[]): DocumentInput {
  if (!isObject(input)) {
    throw new InvalidInput(['input: must be an object with documentId and text, or documentId, bucket and key']);
  }
  const { documentId, text, bucket, key } = input;
  const inBucket = bucket !== undefined || key !== undefined;
  const problems = [
    ...Object.keys(input)
      .filter((field) => !FIELDS.includes(field))
      .map((field) => `${field}: is not a known field; known fields are ${FIELDS.join(', ')}`),
    ...(inBucket && documentId === undefined ? [] : idProblems(documentId)),
    ...(text === undefined && !inBucket ? ['text: is missing; send text, or bucket and key'] : []),
    ...(text !== undefined && inBucket ? ['text: must not come together with bucket and key'] : []),
    ...(text !== undefined && typeof text !== 'string' ? ['text: must be text'] : []),
    ...(inBucket ? [...bucketProblems(bucket, buckets), ...keyProblems(key)] : []),
  ];
  if (problems.length > 0) throw new InvalidInput(problems);
  if (!inBucket) return { documentId: documentId as string, text: text as string };
  const object = { bucket: bucket as string, key: key as string };
  return { documentId: (documentId as string | undefined) ?? idOfKey(object.key), object };
}

function idProblems(id: unknown): readonly string[] {
  if (id === undefined) return ['documentId: is missing'];
  if (typeof id !== 'string') return ['documentId: must be text'];
  if (!/\S/.test(id)) return ['documentId: must not be blank'];
  return [
    ...(id.length > MOST_ID_CHARACTERS ? [`documentId: must have at most ${MOST_ID_CHARACTERS} characters`] : []),
    ...(/\p{Cc}/u.test(id) ? ['documentId: must not have control characters'] : []),
  ];
}

function bucketProblems(bucket: unknown, buckets: readonly string[]): readonly string[] {
  if (bucket === undefined) return ['bucket: is missing'];
  if (typeof bucket !== 'string') return ['bucket: must be text'];
  return buckets.includes(bucket) ? [] : [`bucket: must be ${buckets.join(' or ')}, where this app may read`];
}

function keyProblems(key: unknown): readonly string[] {
  if (key === undefined) return ['key: is missing'];
  if (typeof key !== 'string') return ['key: must be text'];
  if (key === '') return ['key: must not be empty'];
  return Buffer.byteLength(key) > MOST_KEY_BYTES ? [`key: must have at most ${MOST_KEY_BYTES} bytes`] : [];
}
