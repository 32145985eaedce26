import { hashOf } from '../schemas/hash-of.ts';
import { InvalidInput } from '../schemas/invalid-input.ts';
import { isObject } from '../schemas/json-schema.ts';
import type { ModelRequest } from '../schemas/model-request.ts';
import { schemaFaults } from '../schemas/schema-faults.ts';
import type { ClaimChecks } from '../stores/claim-check.ts';
import { requestSchema, sentences } from './request-schema.ts';
import type { RawRequest } from './request-schema.ts';

// Enough for some 3,000 words, and small beside what a call reserves of the quota.
const DEFAULT_MAX_TOKENS = 4_096;
// A state carries 256 KiB with the request *and* what the workflow adds; larger prompts go to S3.
const INLINE_PROMPT_BYTES = 64 * 1024;
const REQUEST_BYTES = 200 * 1024;
// No model reads more than 1M tokens, about 4 bytes each.
const PROMPT_BYTES = 4 * 1024 * 1024;
// Models refuse a blank text. Only a small object is read to see whether it is one: nobody leaves kilobytes of spaces.
const MAYBE_BLANK_BYTES = 1024;

/** With what it may leave out. */
type Complete = RawRequest & { readonly maxTokens: number };

/** Checks a request, fills in what it may leave out, and moves a long prompt to S3. Throws InvalidInput. */
export async function validateRequest(input: unknown, store: ClaimChecks): Promise<ModelRequest> {
  const parsed = requestSchema.safeParse(input);
  const issues = parsed.error?.issues ?? [];
  const wrong = new Set(issues.map(({ path }) => path[0]));
  const problems = [...sentences(issues), ...acrossFields(input, wrong)];
  if (!parsed.success || problems.length > 0) throw new InvalidInput(problems);
  const promptObject = await checkReference(parsed.data, store);
  const complete = { ...parsed.data, maxTokens: parsed.data.maxTokens ?? DEFAULT_MAX_TOKENS };
  const print = fingerprint(complete, promptObject?.etag);
  const facts = {
    fingerprint: print,
    answerKey: answerKey(complete, print),
    inputBytes: inputBytes(complete, promptObject?.bytes),
  };
  const request = await lightened({ ...complete, ...facts }, store);
  const bytes = jsonBytes(request);
  if (bytes > REQUEST_BYTES) {
    throw new InvalidInput([
      `${largestField(request)}: the request has ${bytes} bytes without its prompt, ${REQUEST_BYTES} are allowed`,
    ]);
  }
  return request;
}

/** Runs beside the schema, so that a request with both kinds of fault hears of all of them; says nothing more of `wrong` fields. */
function acrossFields(input: unknown, wrong: ReadonlySet<PropertyKey | undefined>): readonly string[] {
  if (!isObject(input)) return [];
  const { prompt, promptRef, messages, responseSchema } = input;
  return [
    ...(prompt === undefined && promptRef === undefined ? ['prompt: is missing; send prompt or promptRef'] : []),
    ...(prompt !== undefined && promptRef !== undefined ? ['promptRef: must not come together with prompt'] : []),
    ...(Array.isArray(messages) && !wrong.has('messages') && !alternates(messages)
      ? ['messages: must alternate from user to assistant and end with assistant, since the prompt is the next turn']
      : []),
    ...(isObject(responseSchema) ? schemaFaults(responseSchema, 'responseSchema') : []),
  ];
}

function alternates(messages: readonly unknown[]): boolean {
  const roles = messages.map((message) => (message as { role?: unknown } | null)?.role);
  return roles.length % 2 === 0 && roles.every((role, index) => role === (index % 2 === 0 ? 'user' : 'assistant'));
}

async function checkReference({ promptRef }: RawRequest, store: ClaimChecks) {
  if (promptRef === undefined) return undefined;
  const object = await store.look(promptRef);
  const where = `s3://${promptRef.bucket}/${promptRef.key}`;
  if (object === undefined)
    throw new InvalidInput([`promptRef: ${where} does not exist or may not be read by this app`]);
  const { bytes } = object;
  if (bytes === 0) throw new InvalidInput([`promptRef: ${where} is empty`]);
  if (bytes > PROMPT_BYTES)
    throw new InvalidInput([`promptRef: ${where} has ${bytes} bytes, ${PROMPT_BYTES} are allowed`]);
  if (bytes <= MAYBE_BLANK_BYTES && (await store.read(promptRef)).trim() === '') {
    throw new InvalidInput([`promptRef: ${where} must not be blank`]);
  }
  return object;
}

/** Everything that an answer depends on, with the client before it; a prompt in S3 counts by its content, not by its place. */
function fingerprint(request: Complete, etag: string | undefined): string {
  const { clientId, prompt, system, messages, responseSchema, taskType, tier, maxTokens } = request;
  return hashOf([clientId, prompt ?? etag, system, messages, responseSchema, taskType, tier, maxTokens]);
}

/** Empty without a client: requests that do not say whose they are may be of two, and no client's answer reaches another. */
function answerKey({ clientId }: Complete, print: string): string {
  return clientId === undefined ? '' : `client/${print}`;
}

function inputBytes({ prompt, system, messages, responseSchema }: Complete, promptBytes: number | undefined): number {
  return (promptBytes ?? jsonBytes(prompt ?? '')) + jsonBytes([system, messages, responseSchema]);
}

async function lightened(request: ModelRequest, store: ClaimChecks): Promise<ModelRequest> {
  const { prompt, ...rest } = request;
  if (prompt === undefined || jsonBytes(prompt) <= INLINE_PROMPT_BYTES) return request;
  return { ...rest, promptRef: await store.keep('prompts', prompt) };
}

function largestField(request: ModelRequest): string {
  const sizes = Object.entries(request).map(([name, value]) => [name, jsonBytes(value)] as const);
  return sizes.reduce((largest, one) => (one[1] > largest[1] ? one : largest))[0];
}

function jsonBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
