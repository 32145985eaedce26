import { isObject, type Json } from '../../query/json.ts';
import type { State, TaskState } from '../definition.ts';
import { ServiceError, StatesError } from '../errors.ts';
import type { Integration, Integrations } from '../integration.ts';
import type { StateMock } from '../step.ts';
import { parsedMember } from './parsed-member.ts';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_MockInput.html */
export interface MockInput {
  /** JSON text. */
  readonly result?: string;
  readonly errorOutput?: { readonly error?: string; readonly cause?: string };
  readonly fieldValidationMode?: FieldValidationMode;
}

/** STRICT also asks for the fields that the service always answers with; PRESENT only looks at those that are there. */
export type FieldValidationMode = 'STRICT' | 'PRESENT' | 'NONE';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_TestStateConfiguration.html */
export interface StateConfiguration {
  readonly retrierRetryCount?: number;
  readonly errorCausedByState?: string;
  readonly mapIterationFailureCount?: number;
  /** JSON text: what an ItemReader would have read. */
  readonly mapItemReaderData?: string;
}

/** Only they have something outside of themselves that a mock can stand for. */
const MOCKABLE: readonly State['Type'][] = ['Task', 'Map', 'Parallel'];

/** The mock as the state's runner takes it. Throws ValidationException for a mock that does not fit the state. */
export async function checkedMock(
  state: State,
  input: MockInput,
  configuration: StateConfiguration,
  integrations: Integrations,
): Promise<StateMock> {
  if (!MOCKABLE.includes(state.Type)) refuse(`State type '${state.Type}' is not supported when a mock is specified`);
  if (input.result !== undefined && input.errorOutput !== undefined) {
    refuse('A test mock should have only one of the following fields: [result, errorOutput].');
  }
  if (input.result === undefined && input.errorOutput === undefined) {
    refuse('A test mock should have one of the following fields: [result, errorOutput].');
  }
  const result = input.result === undefined ? null : parsedMember('mock.result', input.result);
  if (input.result !== undefined) await checkResult(state, result, input.fieldValidationMode ?? 'STRICT', integrations);
  return {
    outcome() {
      if (input.errorOutput) throw new StatesError(input.errorOutput.error, input.errorOutput.cause);
      return result;
    },
    failures: configuration.mapIterationFailureCount ?? 0,
    items: readItems(configuration),
  };
}

async function checkResult(
  state: State,
  result: Json,
  mode: FieldValidationMode,
  integrations: Integrations,
): Promise<void> {
  // What a ResultWriter leaves behind tells where the results are.
  if (state.Type === 'Map' && state.ResultWriter !== undefined) {
    if (!isObject(result)) refuse('Mocked result must be a JSON object.');
  } else if (state.Type === 'Map' || state.Type === 'Parallel') {
    if (!Array.isArray(result)) return refuse('Mocked result must be an array.');
    if (state.Type === 'Parallel' && result.length !== state.Branches.length) {
      refuse('Mocked result must contain the same number of items as number of Parallel branches.');
    }
  }
  if (state.Type !== 'Task' || mode === 'NONE') return;
  const problem = await integrations.resultProblem?.(state.Resource, result, mode);
  if (problem !== undefined) refuse(`Mock result schema validation error: ${problem}`);
}

function readItems({ mapItemReaderData }: StateConfiguration): readonly Json[] | undefined {
  if (mapItemReaderData === undefined) return undefined;
  const items = parsedMember('stateConfiguration.mapItemReaderData', mapItemReaderData);
  return Array.isArray(items) ? items : refuse('MapItemReaderData must be a JSON array.');
}

function refuse(message: string): never {
  throw new ServiceError('ValidationException', message);
}

/** Stands in for whatever a Task would call: the call is answered at once with the mock. */
export function mockedIntegrations(mock: StateMock): Integrations {
  return {
    resolve: (resource): Integration => ({
      events: 'Task',
      resourceType: 'mock',
      resource,
      pattern: 'request',
      call: () => Promise.resolve().then(() => mock.outcome()),
    }),
  };
}

/** Whether the task goes on after its call has answered. */
export function outlivesItsCall({ Resource }: Pick<TaskState, 'Resource'>): boolean {
  return /\.(?:sync(?::2)?|waitForTaskToken)$/.test(Resource);
}
