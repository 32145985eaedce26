import { NormalizedSchema } from '@smithy/core/schema';

import type { Json } from '../query/json.ts';
import { KMS_RESULT_SHAPES } from './kms-result-shapes.ts';
import { apiNames, javaNames, type MemberNames } from './member-names.ts';
import { OPTIMIZED_SERVICES } from './optimized.ts';
import { shapeProblem, type ResultShape } from './result-shape.ts';
import { commandSchema } from './sdk-client.ts';
import { sdkResultShape } from './sdk-result-shape.ts';
import { loadSdk, SDK_SERVICES } from './sdk-services.ts';

/** Which API a Task's result comes from. */
interface ResultSource {
  /** In SDK_SERVICES. */
  readonly service: string;
  readonly action: string;
  /** Members that the integration hands on as JSON of any type, where the API has bytes or text. */
  readonly free?: readonly string[];
  readonly names?: MemberNames;
}

/** Optimized integrations whose result is not simply that of the API they are named after. */
const SPECIAL: Readonly<Record<string, ResultSource>> = {
  'lambda:invoke': { service: 'lambda', action: 'invoke', free: ['Payload'] },
  'bedrock:invokeModel': { service: 'bedrockruntime', action: 'invokeModel', free: ['Body'] },
  'states:startExecution.sync': { service: 'sfn', action: 'describeExecution' },
  'states:startExecution.sync:2': { service: 'sfn', action: 'describeExecution', free: ['Input', 'Output'] },
};
/** Their results are whatever someone else answers. */
const WITHOUT_MODEL = /^(?:http:invoke|apigateway:invoke|.*\.waitForTaskToken)$/;

const SERVICE_ARN = /^arn:aws[\w-]*:states:[\w-]*:\d*:((?:aws-sdk:)?[\w-]+:\w+(?:\.\w+(?::2)?)?)$/;

/**
 * What is wrong with a made-up result of a Task, by the API model of the service behind its Resource. An API whose model is
 * not here is a problem too, named as such.
 * https://docs.aws.amazon.com/step-functions/latest/dg/test-state-isolation.html
 */
export async function resultProblem(
  resource: string,
  result: Json,
  mode: 'STRICT' | 'PRESENT',
): Promise<string | undefined> {
  const called = SERVICE_ARN.exec(resource)?.[1];
  // Functions and activities answer what they like.
  if (called === undefined || called.startsWith('activity:') || WITHOUT_MODEL.test(called)) return undefined;
  const shape = await shapeOf(called);
  if (!shape) {
    return `the local cloud has no API model for '${called}'; set fieldValidationMode to NONE to mock it unchecked`;
  }
  return shapeProblem(result, shape, 'result', mode === 'STRICT');
}

async function shapeOf(called: string): Promise<ResultShape | undefined> {
  const source = sourceOf(called);
  if (!source) return undefined;
  const { service, action, free = [], names = apiNames } = source;
  if (service === 'kms') return KMS_RESULT_SHAPES[action];
  const known = Object.hasOwn(SDK_SERVICES, service) ? SDK_SERVICES[service] : undefined;
  const module = known && (await loadSdk(known));
  const schema = module && commandSchema(module, action);
  if (!schema) return undefined;
  const shape = sdkResultShape(NormalizedSchema.of(schema.output), module, names);
  const members = new Map([...(shape.members?.() ?? []), ...free.map((name) => [name, { kind: 'any' }] as const)]);
  return { ...shape, members: () => members };
}

function sourceOf(called: string): ResultSource | undefined {
  const special = Object.hasOwn(SPECIAL, called) ? SPECIAL[called] : undefined;
  if (special) return special;
  const [first = '', second = '', third] = called.split(':');
  if (first === 'aws-sdk') return { service: second, action: third ?? '', names: javaNames };
  const optimized = Object.hasOwn(OPTIMIZED_SERVICES, first) ? OPTIMIZED_SERVICES[first] : undefined;
  return optimized && !second.includes('.') ? { service: optimized.sdk, action: second } : undefined;
}
