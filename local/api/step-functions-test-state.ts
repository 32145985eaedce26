import type { Executions } from '../engine/executions.ts';
import type { FieldValidationMode, MockInput, StateConfiguration } from '../engine/test-state/mock.ts';
import { RequestFields } from './request-fields.ts';

const LEVELS = ['INFO', 'DEBUG', 'TRACE'];
const MODES: readonly FieldValidationMode[] = ['STRICT', 'PRESENT', 'NONE'];
const MAX_DATA = 262_144;

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_TestState.html */
export async function testStateOperation(executions: Executions, fields: RequestFields): Promise<object> {
  const request = {
    definition: fields.required('definition', { min: 1, max: 1_048_576 }),
    stateName: fields.optional('stateName', { min: 1, max: 80 }),
    input: fields.optional('input', { max: MAX_DATA }) ?? '{}',
    roleArn: fields.optional('roleArn', { min: 1, max: 256 }),
    variables: fields.optional('variables', { max: MAX_DATA }),
    context: fields.optional('context', { max: MAX_DATA }),
    revealSecrets: fields.flag('revealSecrets'),
    mock: mockOf(fields),
    stateConfiguration: configurationOf(fields),
  };
  const level = fields.optional('inspectionLevel', { oneOf: LEVELS }) ?? 'INFO';
  fields.check();
  const { inspectionData, ...answer } = await executions.testState(request);
  // TRACE differs from DEBUG only by the requests of HTTP tasks.
  return level === 'INFO' ? answer : { ...answer, inspectionData };
}

function mockOf(fields: RequestFields): MockInput | undefined {
  const mock = nested(fields, 'mock');
  if (!mock) return undefined;
  const errorOutput = nested(mock, 'errorOutput');
  const read: MockInput = {
    result: mock.optional('result', { max: MAX_DATA }),
    errorOutput: errorOutput && {
      error: errorOutput.optional('error', { max: 256 }),
      cause: errorOutput.optional('cause', { max: 32_768 }),
    },
    fieldValidationMode: mock.optional('fieldValidationMode', { oneOf: MODES }) as FieldValidationMode | undefined,
  };
  errorOutput?.check();
  mock.check();
  return read;
}

function configurationOf(fields: RequestFields): StateConfiguration | undefined {
  const configuration = nested(fields, 'stateConfiguration');
  if (!configuration) return undefined;
  const read: StateConfiguration = {
    retrierRetryCount: configuration.integer('retrierRetryCount', { min: 0 }),
    errorCausedByState: configuration.optional('errorCausedByState', { min: 1, max: 80 }),
    mapIterationFailureCount: configuration.integer('mapIterationFailureCount', { min: 0 }),
    mapItemReaderData: configuration.optional('mapItemReaderData', { max: MAX_DATA }),
  };
  configuration.check();
  return read;
}

function nested(fields: RequestFields, name: string): RequestFields | undefined {
  const value = fields.object(name);
  return value && new RequestFields(value);
}
