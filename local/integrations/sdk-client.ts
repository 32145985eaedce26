import { NormalizedSchema } from '@smithy/core/schema';

import type { Cancellation } from '../engine/cancellation.ts';
import type { Json, JsonObject } from '../query/json.ts';
import type { MemberNames } from './member-names.ts';
import { parameterProblems } from './sdk-parameters.ts';
import { loadSdk, SDK_SERVICES, type SdkService } from './sdk-services.ts';
import { toJson, toSdkInput } from './sdk-shapes.ts';

/** One call's answer, with the HTTP side that optimized integrations report. */
export interface SdkResponse {
  readonly output: JsonObject;
  readonly http: { readonly statusCode: number; readonly headers: Readonly<Record<string, string>> };
}

/** A service's refusal, in parts, because each kind of integration words it differently. */
export interface Refusal {
  /** The name of the exception in the service's model, e.g. `NotFound`; undefined for a code that the model lacks. */
  readonly exception: string | undefined;
  /** What the service wrote, e.g. `NotFound`. */
  readonly code: string;
  readonly statusCode: number;
  readonly requestId: string;
  /** S3 alone has one. */
  readonly extendedRequestId: string | undefined;
}

export class SdkFailure extends Error {
  readonly refusal: Refusal;

  constructor(message: string, refusal: Refusal) {
    super(message);
    this.name = 'SdkFailure';
    this.refusal = refusal;
  }
}

export interface SdkCall {
  readonly service: string;
  /** As in a Resource, e.g. `putItem`. */
  readonly action: string;
  /** How the state machine spells parameters and results. */
  readonly names: MemberNames;
}

export interface SdkCaller {
  /** What is wrong with the parameters, in AWS's words. */
  problems(call: SdkCall, parameters: Json): Promise<readonly string[]>;
  call(call: SdkCall, parameters: Json, cancellation: Cancellation): Promise<SdkResponse>;
}

/** Calls AWS through the real SDK clients at one endpoint. Clients are made on first use and kept. */
export function sdkCaller(endpoint: string, region: string): SdkCaller {
  const clients = new Map<string, Promise<LoadedService>>();
  const loaded = (name: string): Promise<LoadedService> => {
    const service = SDK_SERVICES[name];
    if (!service) throw new Error(`no SDK client is known for '${name}': add it to local/integrations/sdk-services.ts`);
    let client = clients.get(name);
    if (!client) clients.set(name, (client = loadService(service, endpoint, region)));
    return client;
  };
  return {
    async problems({ service: name, action, names }, parameters) {
      return (await loaded(name)).operation(action).problems(parameters, names);
    },
    async call({ service: name, action, names }, parameters, cancellation) {
      const service = await loaded(name);
      const { command, answer } = service.operation(action);
      const controller = new AbortController();
      const forget = cancellation.onCancel(() => controller.abort());
      try {
        const { output, response } = await service.send(command(parameters, names), controller.signal);
        return { output: await answer(output, names), http: response };
      } catch (thrown) {
        throw failureOf(thrown, service.module);
      } finally {
        forget();
      }
    },
  };
}

interface LoadedService {
  readonly module: Readonly<Record<string, unknown>>;
  operation(action: string): Operation;
  send(
    command: unknown,
    signal: AbortSignal,
  ): Promise<{ readonly output: unknown; readonly response: SdkResponse['http'] }>;
}

/** One API call of a service, between the state machine's JSON and the SDK's commands. */
interface Operation {
  readonly problems: (parameters: Json, names: MemberNames) => readonly string[];
  readonly command: (parameters: Json, names: MemberNames) => unknown;
  readonly answer: (output: unknown, names: MemberNames) => Promise<JsonObject>;
}

/** The little that is used of a client and its commands, whose modules are loaded by name. */
interface Client {
  readonly middlewareStack: {
    add(
      middleware: unknown,
      options: { readonly step: 'initialize'; readonly name: string; readonly override: boolean },
    ): void;
  };
  send(command: unknown, options: { readonly abortSignal: AbortSignal }): Promise<{ readonly $metadata: object }>;
}
type Constructor<T> = new (input: unknown) => T;

async function loadService(service: SdkService, endpoint: string, region: string): Promise<LoadedService> {
  const module = await loadSdk(service);
  const Client = module[service.client] as Constructor<Client>;
  const client = new Client({
    endpoint,
    region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    // Step Functions' own Retry is the only retry loop.
    maxAttempts: 1,
    disableHostPrefix: true,
    forcePathStyle: true,
    // As recorded: Step Functions neither asks S3 for an object's checksum nor shows one.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  const responses = new WeakMap<object, SdkResponse['http']>();
  client.middlewareStack.add(keepResponse(responses), { step: 'initialize', name: 'keepResponse', override: true });
  return {
    module,
    operation: (action) => operation(module, action),
    async send(command, abortSignal) {
      const output = await client.send(command, { abortSignal });
      return { output, response: responses.get(output.$metadata) ?? { statusCode: 200, headers: {} } };
    },
  };
}

type Handler = (args: unknown) => Promise<{
  readonly response: { readonly statusCode: number; readonly headers: Record<string, string> };
  readonly output: { readonly $metadata: object };
}>;

function keepResponse(responses: WeakMap<object, SdkResponse['http']>) {
  return (next: Handler) => async (args: unknown) => {
    const result = await next(args);
    responses.set(result.output.$metadata, {
      statusCode: result.response.statusCode,
      headers: result.response.headers,
    });
    return result;
  };
}

type Model = Parameters<typeof NormalizedSchema.of>[0];
/** How the SDK describes an operation: kind, namespace, name, traits, input, output. */
type OperationModel = readonly [number, string, string, unknown, Model, Model];

function operation(module: Record<string, unknown>, action: string): Operation {
  const model = commandSchema(module, action);
  if (!model) throw new Error(`the SDK has no command for the action '${action}'`);
  const { Command } = model;
  const input = NormalizedSchema.of(model.input);
  const output = NormalizedSchema.of(model.output);
  return {
    problems: (parameters, names) => parameterProblems(parameters, input, names),
    command: (parameters, names) => new Command(toSdkInput(parameters, input, names) ?? {}),
    // An answer without members is the SDK's own metadata alone.
    answer: async (value, names) => (output.isStructSchema() ? await toJson(value, output, names) : {}) as JsonObject,
  };
}

/** How the SDK describes an action's input and output; undefined when the service has no such action. */
export function commandSchema(
  module: Readonly<Record<string, unknown>>,
  action: string,
): { readonly Command: Constructor<unknown>; readonly input: Model; readonly output: Model } | undefined {
  const name = `${action.charAt(0).toUpperCase()}${action.slice(1)}Command`;
  const Command = module[name] as Constructor<{ readonly schema: OperationModel }> | undefined;
  if (!Command) return undefined;
  const [, , , , input, output] = new Command({}).schema;
  return { Command, input, output };
}

function failureOf(thrown: unknown, module: Readonly<Record<string, unknown>>): unknown {
  if (!(thrown instanceof Error) || !('$metadata' in thrown)) return thrown;
  const metadata = thrown.$metadata as { httpStatusCode?: number; requestId?: string; extendedRequestId?: string };
  return new SdkFailure(thrown.message, {
    exception: typeof module[thrown.name] === 'function' ? thrown.name : undefined,
    code: wireCode(thrown),
    statusCode: metadata.httpStatusCode ?? 500,
    requestId: metadata.requestId ?? '',
    extendedRequestId: metadata.extendedRequestId,
  });
}

/** Services of the query protocol have codes of their own beside the names of their exceptions. */
function wireCode(thrown: Error): string {
  const { Code, Error: inner } = thrown as { Code?: string; Error?: { Code?: string } };
  return Code ?? inner?.Code ?? thrown.name;
}
