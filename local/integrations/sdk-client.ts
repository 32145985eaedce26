import { NormalizedSchema } from '@smithy/core/schema';

import type { Cancellation } from '../engine/cancellation.ts';
import type { Json, JsonObject } from '../query/json.ts';
import { loadSdk, SDK_SERVICES, type SdkService } from './sdk-services.ts';
import { toJson, toSdkInput } from './sdk-shapes.ts';

/** One call's answer, with the HTTP side that optimized integrations report. */
export interface SdkResponse {
  readonly output: JsonObject;
  readonly http: { readonly statusCode: number; readonly headers: Readonly<Record<string, string>> };
}

/** A service's refusal, in parts, because each kind of integration words it differently. */
export class SdkFailure extends Error {
  /** The exception's class, e.g. `NotFoundException`. */
  readonly exception: string;
  /** What the service wrote, e.g. `NotFound`. */
  readonly code: string;
  readonly statusCode: number;
  readonly requestId: string;

  constructor(exception: string, code: string, statusCode: number, message: string, requestId: string) {
    super(message);
    this.name = 'SdkFailure';
    this.exception = exception;
    this.code = code;
    this.statusCode = statusCode;
    this.requestId = requestId;
  }
}

export interface SdkCaller {
  /** `action` as in a Resource, e.g. `putItem`. */
  call(service: string, action: string, parameters: Json, cancellation: Cancellation): Promise<SdkResponse>;
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
    async call(name, action, parameters, cancellation) {
      const service = await loaded(name);
      const { command, answer } = service.operation(action);
      const controller = new AbortController();
      const forget = cancellation.onCancel(() => controller.abort());
      try {
        const { output, response } = await service.send(command(parameters), controller.signal);
        return { output: await answer(output), http: response };
      } catch (thrown) {
        throw failureOf(thrown);
      } finally {
        forget();
      }
    },
  };
}

interface LoadedService {
  operation(action: string): Operation;
  send(
    command: unknown,
    signal: AbortSignal,
  ): Promise<{ readonly output: unknown; readonly response: SdkResponse['http'] }>;
}

/** One API call of a service, between the state machine's JSON and the SDK's commands. */
interface Operation {
  readonly command: (parameters: Json) => unknown;
  readonly answer: (output: unknown) => Promise<JsonObject>;
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
  });
  const responses = new WeakMap<object, SdkResponse['http']>();
  client.middlewareStack.add(keepResponse(responses), { step: 'initialize', name: 'keepResponse', override: true });
  return {
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
  const { Command, input, output } = model;
  return {
    command: (parameters) => new Command(toSdkInput(parameters, NormalizedSchema.of(input)) ?? {}),
    answer: async (value) => (await toJson(value, NormalizedSchema.of(output))) as JsonObject,
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

function failureOf(thrown: unknown): unknown {
  if (!(thrown instanceof Error) || !('$metadata' in thrown)) return thrown;
  const { httpStatusCode = 500, requestId = '' } = thrown.$metadata as { httpStatusCode?: number; requestId?: string };
  return new SdkFailure(thrown.name, wireCode(thrown), httpStatusCode, thrown.message, requestId);
}

/** Services of the query protocol have codes of their own beside the names of their exceptions. */
function wireCode(thrown: Error): string {
  const { Code, Error: inner } = thrown as { Code?: string; Error?: { Code?: string } };
  return (Code ?? inner?.Code ?? thrown.name).replace(/^AWS\.SimpleQueueService\./, '');
}
