import { LambdaError } from '../resources/lambda/errors.ts';
import type { FunctionRegistry } from '../resources/lambda/registry.ts';
import type { ZipCode } from '../resources/lambda/zip-code.ts';
import { ApiError, send, sendJson } from './answer.ts';
import { parseJsonObject, type JsonInput } from './json-protocol.ts';
import { functionAnswer } from './lambda/function-answer.ts';
import { functionSettings, uploadedCode } from './lambda/function-settings.ts';
import { invoke } from './lambda/invoke.ts';
import { RequestFields } from './request-fields.ts';
import type { Service } from './service.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html: `/2015-03-31/functions[/name[/action[/of]]]`. */
const PATH = /^\/\d{4}-\d{2}-\d{2}\/functions(?:\/([^/]+))?(?:\/([^/]+))?(?:\/([^/]+))?\/?$/;

/** 50 MB of archive, as base64, and the members around it. */
const MAX_BODY_BYTES = 70 * 1024 * 1024;

interface Lambda {
  readonly functions: FunctionRegistry;
  /** Where uploaded code is unpacked; asked for at the first upload. */
  readonly zipCode: () => ZipCode;
  /** Answers wait for it: what they tell must outlive the process. */
  readonly committed?: () => Promise<void> | undefined;
}

interface Call {
  /** Name or ARN; '' for calls about all functions. */
  readonly name: string;
  readonly body: () => Promise<JsonInput>;
  readonly query: URLSearchParams;
}

/** The status of the answer, and its body (none for 204). */
type Answer = readonly [status: number, body?: object];

/** `{name}` and `{sid}` stand for a path segment; Invoke is not among them, since it answers no JSON of ours. */
type Route = (lambda: Lambda, call: Call) => Answer | Promise<Answer>;

const ROUTES: Readonly<Record<string, Route>> = {
  'POST functions': createFunction,
  'GET functions': ({ functions }) => [
    200,
    { Functions: functions.list().map(({ configuration }) => functionAnswer(configuration)) },
  ],
  'GET functions/{name}': ({ functions }, { name, query }) => {
    const { configuration } = functions.get(name, query.get('Qualifier') ?? undefined);
    return [200, { Configuration: functionAnswer(configuration), Code: { RepositoryType: 'S3' }, Tags: {} }];
  },
  'DELETE functions/{name}': deleteFunction,
  'GET functions/{name}/configuration': ({ functions }, { name, query }) => [
    200,
    functionAnswer(functions.get(name, query.get('Qualifier') ?? undefined).configuration),
  ],
  'PUT functions/{name}/configuration': async ({ functions }, { name, body }) => {
    const input = await body();
    const fields = new RequestFields(input);
    const changes = functionSettings(fields, input);
    fields.check();
    return [200, functionAnswer(functions.update(name, changes).configuration)];
  },
  'PUT functions/{name}/code': updateFunctionCode,
  'POST functions/{name}/versions': ({ functions }, { name }) => [
    201,
    functionAnswer(functions.get(name).configuration, functions.publishVersion(name)),
  ],
  'POST functions/{name}/aliases': async ({ functions }, { name, body }) => {
    const fields = new RequestFields(await body());
    const alias = fields.required('Name', { min: 1, max: 128 });
    const version = fields.required('FunctionVersion', { min: 1 });
    fields.check();
    const AliasArn = functions.setAlias(name, alias, version);
    return [
      201,
      { AliasArn, Name: alias, FunctionVersion: version, Description: fields.optional('Description') ?? '' },
    ];
  },
  // Nobody is kept from calling a function here; the statement is answered, not kept.
  'POST functions/{name}/policy': async ({ functions }, { name, body }) => [
    201,
    { Statement: permission(functions.get(name).configuration.arn, await body()) },
  ],
};

/** Functions: create, read, change, delete, invoke; versions and aliases only as far as they can be made. */
export function lambdaService(lambda: Lambda): Service {
  return {
    name: 'lambda',
    maxBodyBytes: MAX_BODY_BYTES,
    async handle(request, response) {
      const match = PATH.exec(request.rawPath);
      const [, encoded = '', action] = match ?? [];
      const call = {
        name: decodeURIComponent(encoded),
        query: request.query,
        body: async () => parseJsonObject(await request.body()),
      };
      try {
        if (request.method === 'POST' && action === 'invocations') {
          return await invoke(lambda.functions, call.name, request, response);
        }
        const path = ['functions', ...(encoded ? ['{name}'] : []), ...(action ? [action] : [])].join('/');
        const route = match?.[3] === undefined ? ROUTES[`${request.method} ${path}`] : undefined;
        if (route && match) {
          const [status, body] = await route(lambda, call);
          await lambda.committed?.();
          return body === undefined ? send(response, status, 'application/json', '') : sendJson(response, status, body);
        }
      } catch (thrown) {
        if (thrown instanceof LambdaError)
          throw new ApiError(thrown.name, thrown.statusCode, thrown.message, { Type: 'User' });
        throw thrown;
      }
      throw new ApiError(
        'UnknownOperationException',
        404,
        `the local Lambda has no ${request.method} ${request.rawPath}; it has ${Object.keys(ROUTES).join(', ')}, POST functions/{name}/invocations`,
      );
    },
  };
}

async function createFunction({ functions, zipCode }: Lambda, { body }: Call): Promise<Answer> {
  const input = await body();
  const fields = new RequestFields(input);
  const name = fields.required('FunctionName', { min: 1, max: 140 }).replace(/^.*:function:/, '');
  fields.required('Role', { min: 1 });
  const handler = fields.required('Handler', { min: 1 });
  const settings = functionSettings(fields, input);
  const code = fields.object('Code') ?? {};
  fields.check();
  if (!/^[\w-]{1,64}$/.test(name)) {
    throw new ApiError('InvalidParameterValueException', 400, `${JSON.stringify(name)} is not a function name`);
  }
  // Before the archive is unpacked.
  functions.checkFree(name);
  const { taskRoot, sha256, bytes } = uploadedCode(code, zipCode());
  const given = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
  const { configuration } = functions.create({
    ...given,
    name,
    handler,
    taskRoot,
    codeSha256: sha256,
    codeSize: bytes,
  });
  const version = fields.flag('Publish') ? functions.publishVersion(name) : undefined;
  return [201, functionAnswer(configuration, version)];
}

async function updateFunctionCode({ functions, zipCode }: Lambda, { name, body }: Call): Promise<Answer> {
  const input = await body();
  functions.get(name);
  const { taskRoot, sha256, bytes } = uploadedCode(input, zipCode());
  // The old code stays until the next start: an invocation may still load a module of it.
  const { configuration } = functions.update(name, { taskRoot, codeSha256: sha256, codeSize: bytes });
  return [200, functionAnswer(configuration, input['Publish'] === true ? functions.publishVersion(name) : undefined)];
}

async function deleteFunction({ functions, zipCode, committed }: Lambda, { name }: Call): Promise<Answer> {
  const { taskRoot } = functions.get(name).configuration;
  await functions.delete(name);
  // A function that is still kept must have its code.
  await committed?.();
  zipCode().remove(taskRoot);
  return [204];
}

function permission(arn: string, input: JsonInput): string {
  const fields = new RequestFields(input);
  const Sid = fields.required('StatementId', { min: 1, max: 100 });
  const Action = fields.required('Action', { min: 1 });
  const principal = fields.required('Principal', { min: 1 });
  fields.check();
  const Principal = principal.includes('.') ? { Service: principal } : { AWS: principal };
  return JSON.stringify({ Sid, Effect: 'Allow', Principal, Action, Resource: arn });
}
