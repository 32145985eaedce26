import { validateHeaderName, validateHeaderValue } from 'node:http';
import type { Answer } from './answer.ts';
import { takesBytes } from './binary-media.ts';
import type { MatchedCall } from './call.ts';
import { GatewayFailure } from './failure.ts';

const MEMBERS: ReadonlySet<string> = new Set(['statusCode', 'headers', 'multiValueHeaders', 'body', 'isBase64Encoded']);

/**
 * Reads what a function returned. Every member may be missing, but there may be no other; throws a failure that says what
 * is wrong.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-output-format
 */
export function proxyAnswer(payload: string, call: MatchedCall): Answer {
  const returned: unknown = JSON.parse(payload);
  if (!isObject(returned)) throw malformed(`it must be an object, found ${payload.slice(0, 200)}`);
  const strange = Object.keys(returned).find((name) => !MEMBERS.has(name));
  if (strange !== undefined) throw malformed(`it may not have the member ${strange}`);
  const { statusCode, headers, multiValueHeaders, body, isBase64Encoded } = returned;
  if (body !== undefined && body !== null && typeof body !== 'string') throw malformed('body must be text');
  return {
    status: statusOf(statusCode),
    headers: headersOf(headers, multiValueHeaders),
    body: isBase64Encoded === true ? decoded(body ?? '', call) : (body ?? ''),
  };
}

function statusOf(statusCode: unknown): number {
  const status = Number(statusCode ?? 200);
  if (Number.isInteger(status) && status >= 200 && status <= 599) return status;
  throw malformed(`statusCode must be a number from 200 to 599, found ${JSON.stringify(statusCode)}`);
}

/** A name that stands in both has the values of both, each once. */
function headersOf(single: unknown, multi: unknown): ReadonlyMap<string, readonly string[]> {
  const all = new Map<string, Set<string>>();
  const add = (name: string, value: unknown): void => {
    if (!['string', 'number', 'boolean'].includes(typeof value)) {
      throw malformed(`header ${name} must be text, found ${JSON.stringify(value)}`);
    }
    const values = all.get(name.toLowerCase()) ?? new Set();
    all.set(name.toLowerCase(), values.add(checked(name, String(value))));
  };
  for (const [name, values] of Object.entries(membersOf('multiValueHeaders', multi))) {
    if (!Array.isArray(values)) throw malformed(`multiValueHeaders.${name} must be a list`);
    values.forEach((value) => add(name, value));
  }
  for (const [name, value] of Object.entries(membersOf('headers', single))) add(name, value);
  return new Map([...all].map(([name, values]) => [name, [...values]]));
}

function checked(name: string, value: string): string {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return value;
  } catch (error) {
    throw malformed((error as Error).message);
  }
}

/** Without a matching `Accept`, a client gets the base64 as it is; everything matches a `*` + `/*` in the API's list. */
function decoded(body: string, call: MatchedCall): string | Uint8Array {
  return takesBytes(call.api, call.headers.last('accept')) ? Buffer.from(body, 'base64') : body;
}

function membersOf(name: string, value: unknown): Readonly<Record<string, unknown>> {
  if (value === undefined || value === null) return {};
  if (isObject(value)) return value;
  throw malformed(`${name} must be an object, found ${JSON.stringify(value)}`);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function malformed(reason: string): GatewayFailure {
  return new GatewayFailure('DEFAULT_5XX', { reason: `the function's answer is no proxy answer: ${reason}` });
}
