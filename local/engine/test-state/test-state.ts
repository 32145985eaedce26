import { randomUUID } from 'node:crypto';

import type { Json, JsonObject } from '../../query/json.ts';
import { VariableScope } from '../../query/variables.ts';
import { Cancellation, CancelledError } from '../cancellation.ts';
import type { State } from '../definition.ts';
import { ServiceError, StatesError } from '../errors.ts';
import { History } from '../history.ts';
import { runState } from '../loop.ts';
import type { EngineServices, Run } from '../run.ts';
import type { Scope } from '../scope.ts';
import type { Outcome } from '../step.ts';
import { inspectionMembers } from './inspection.ts';
import { checkedMock, outlivesItsCall, type MockInput, type StateConfiguration } from './mock.ts';
import { mockedContext } from './mocked-context.ts';
import { parsedMember } from './parsed-member.ts';
import { RetryDue, STATE_NAME, TestStep } from './test-step.ts';
import { givenVariables, testedState, type TestedState } from './tested-state.ts';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_TestState.html: a test may take five minutes. */
const MAX_TEST_MS = 5 * 60_000;

export interface TestStateRequest {
  /** JSON text of a state, or of a state machine when `stateName` is there. */
  readonly definition: string;
  readonly stateName?: string;
  /** JSON text. */
  readonly input: string;
  readonly roleArn?: string;
  /** JSON text of an object. */
  readonly variables?: string;
  /** JSON text of an object. */
  readonly context?: string;
  readonly mock?: MockInput;
  readonly stateConfiguration?: StateConfiguration;
  readonly revealSecrets?: boolean;
}

export interface TestStateResult {
  readonly status: 'SUCCEEDED' | 'FAILED' | 'RETRIABLE' | 'CAUGHT_ERROR';
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
  readonly nextState?: string;
  readonly inspectionData: JsonObject;
}

/** Runs one state by itself. Refusals are ServiceErrors; failures of the state are results. */
export async function testState(services: EngineServices, request: TestStateRequest): Promise<TestStateResult> {
  const tested = testedState(request.definition, request.stateName, resourcesOf(services, request));
  checkCombination(tested.state, request);
  const { mock: mockInput, stateConfiguration = {} } = request;
  const mock = mockInput && (await checkedMock(tested.state, mockInput, stateConfiguration, services.integrations));
  const context = request.context === undefined ? undefined : mockedContext(request.context, tested.state);
  const given = givenVariables(parsedMember('variables', request.variables ?? '{}'));

  const input = parsedMember('input', request.input);
  const run = runOf(services, input, request.roleArn);
  const scope = scopeOf(tested, input, new VariableScope(undefined, given));
  const retries = stateConfiguration.retrierRetryCount ?? 0;
  const step = new TestStep(run, scope, { state: tested.state, input, mock, context, retries });
  try {
    return answer(step, await limited(run, scope, tested.state, step));
  } catch (thrown) {
    if (!(thrown instanceof RetryDue)) throw thrown;
    return { status: 'RETRIABLE', ...errorOf(thrown.failure), inspectionData: inspectionData(step) };
  }
}

/** A mocked task calls nothing, so that what this installation lacks does not matter. */
function resourcesOf({ integrations }: EngineServices, { mock }: TestStateRequest) {
  if (mock) return {};
  return {
    whyUnsupported(resource: string): string | undefined {
      try {
        integrations.resolve(resource);
        return undefined;
      } catch (error) {
        return (error as Error).message;
      }
    },
  };
}

function checkCombination(state: State, { mock, revealSecrets, stateConfiguration }: TestStateRequest): void {
  if (mock && revealSecrets) {
    throw new ServiceError('ValidationException', 'TestState does not support RevealSecrets when a mock is specified.');
  }
  if (mock) return;
  if (stateConfiguration?.mapIterationFailureCount !== undefined) {
    throw new ServiceError(
      'ValidationException',
      'TestState does not support MapIterationFailureCount when a mock is not specified.',
    );
  }
  if (state.Type === 'Map' || state.Type === 'Parallel') {
    throw new ServiceError(
      'InvalidDefinition',
      'TestState API does not support Map or Parallel states. Supported state types include: [Task, Wait, Pass, Succeed, Fail, Choice]',
    );
  }
  if (state.Type === 'Task' && /:activity:[^:]+$/.test(state.Resource)) {
    throw new ServiceError(
      'InvalidDefinition',
      `TestState API does not support activities unless a mock is specified: ${state.Resource}`,
    );
  }
  if (state.Type === 'Task' && outlivesItsCall(state)) {
    throw new ServiceError(
      'InvalidDefinition',
      `TestState API does not support '.sync' or '.waitForTaskToken' unless a mock is specified: ${state.Resource}`,
    );
  }
}

function runOf(services: EngineServices, input: Json, roleArn: string | undefined): Run {
  const { clock, region, account } = services;
  const machine = randomUUID();
  const name = randomUUID();
  const arn = `arn:aws:states:${region}:${account}:express:${machine}:${name}`;
  const childless = (): never => {
    throw new Error('TestState starts no child executions');
  };
  return {
    executionArn: arn,
    services,
    history: new History(clock, () => {}, 2),
    interrupted: new Map(),
    context: {
      execution: {
        Id: arn,
        Input: input,
        Name: name,
        RoleArn: roleArn ?? null,
        StartTime: new Date(clock.now()).toISOString(),
      },
      stateMachine: { Id: `arn:aws:states:${region}:${account}:stateMachine:${machine}`, Name: machine },
    },
    childExecutions: { start: childless, find: childless, redrive: childless },
  };
}

function scopeOf({ state, queryLanguage }: TestedState, input: Json, variables: VariableScope): Scope {
  return {
    id: '',
    graph: { StartAt: STATE_NAME, States: { [STATE_NAME]: state } },
    queryLanguage,
    input,
    variables,
    cancellation: new Cancellation(),
    item: undefined,
    lastEventId: 2,
    stateType: state.Type,
    resume: undefined,
  };
}

/** The state's outcome, or States.Timeout when it takes too long. */
async function limited(run: Run, scope: Scope, state: State, step: TestStep): Promise<Outcome> {
  const deadline = run.services.clock.schedule(run.services.clock.now() + MAX_TEST_MS, () =>
    scope.cancellation.cancel(),
  );
  try {
    return await runState(run, state, step);
  } catch (thrown) {
    const failure =
      thrown instanceof CancelledError ? new StatesError('States.Timeout', undefined) : step.failure(thrown);
    return { kind: 'fail', failure };
  } finally {
    deadline.cancel();
  }
}

function answer(step: TestStep, outcome: Outcome): TestStateResult {
  if (outcome.kind === 'fail') {
    return { status: 'FAILED', ...errorOf(outcome.failure), inspectionData: inspectionData(step) };
  }
  const { next, output, assigned } = outcome;
  const { caught } = step;
  return {
    status: caught ? 'CAUGHT_ERROR' : 'SUCCEEDED',
    ...(caught && errorOf(caught)),
    output: JSON.stringify(output),
    ...(next !== undefined && { nextState: next }),
    inspectionData: inspectionData(step, assigned),
  };
}

function errorOf({ error, causeText }: StatesError): { readonly error?: string; readonly cause?: string } {
  return { ...(error !== undefined && { error }), ...(causeText !== undefined && { cause: causeText }) };
}

function inspectionData(step: TestStep, assigned: JsonObject = {}): JsonObject {
  const { errorDetails } = step;
  const variables = { ...step.variables.toObject(), ...assigned };
  return {
    input: JSON.stringify(step.input),
    ...inspectionMembers(step.inspected),
    ...(Object.keys(errorDetails).length > 0 && { errorDetails }),
    ...(Object.keys(variables).length > 0 && { variables: JSON.stringify(variables) }),
  };
}
