import type { FunctionConfiguration } from '../../resources/lambda/function-configuration.ts';
import type { UnpackedCode, ZipCode } from '../../resources/lambda/zip-code.ts';
import { ApiError } from '../answer.ts';
import type { JsonInput } from '../json-protocol.ts';
import { RequestFields } from '../request-fields.ts';

/** Members that would change what the code does or sees, and that nothing here would honour. */
const UNSUPPORTED = ['FileSystemConfigs', 'ImageConfig', 'Layers', 'VpcConfig', 'CapacityProviderConfig'];

type Settings = Pick<FunctionConfiguration, 'runtime' | 'handler' | 'role' | 'description'> & {
  readonly timeoutSeconds?: number;
  readonly memoryMb?: number;
  readonly environment?: Readonly<Record<string, string>>;
};

/** Every setting that CreateFunction and UpdateFunctionConfiguration share; what is absent stays undefined. */
export function functionSettings(fields: RequestFields, input: JsonInput): Partial<Settings> {
  for (const member of UNSUPPORTED) {
    if (!isEmpty(input[member])) throw refused(`${member} is not supported by the local Lambda; leave it out`);
  }
  const runtime = fields.optional('Runtime');
  if (runtime !== undefined && !runtime.startsWith('nodejs')) {
    throw refused(`Runtime ${runtime} cannot run here; only Node.js runtimes (nodejs24.x) can`);
  }
  return {
    runtime,
    handler: fields.optional('Handler', { min: 1, max: 128 }),
    role: fields.optional('Role', { min: 1 }),
    description: fields.optional('Description', { max: 256 }),
    // https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html: seconds, MB
    timeoutSeconds: fields.integer('Timeout', { min: 1, max: 900 }),
    memoryMb: fields.integer('MemorySize', { min: 128, max: 10_240 }),
    environment: variables(fields),
  };
}

/** Unpacks the archive of `ZipFile`, which JSON carries in base64. */
export function uploadedCode(code: JsonInput, zipCode: ZipCode): UnpackedCode {
  const text = code['ZipFile'];
  if (typeof text === 'string') return zipCode.unpack(Buffer.from(text, 'base64'));
  throw refused('The local Lambda takes code from ZipFile only, not from S3Bucket, ImageUri or SourceKMSKeyArn');
}

function variables(fields: RequestFields): Readonly<Record<string, string>> | undefined {
  const environment = fields.object('Environment');
  if (environment === undefined) return undefined;
  const given = new RequestFields(environment).object('Variables') ?? {};
  const wrong = Object.entries(given).find(([, value]) => typeof value !== 'string');
  if (wrong) throw new ApiError('SerializationException', 400, `environment variable ${wrong[0]} must be a string`);
  return given as Readonly<Record<string, string>>;
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value !== 'object') return false;
  return Object.values(value).every(isEmpty);
}

function refused(message: string): ApiError {
  return new ApiError('InvalidParameterValueException', 400, message, { Type: 'User' });
}
