import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import type { MockInput, StateConfiguration } from '../../../../local/engine/test-state/mock.ts';
import type { Json, JsonObject } from '../../../../local/query/json.ts';
import { TestEngine } from '../../../support/run-machine.ts';

/** Data is written as JSON in the cases and as JSON text in the API. */
interface Case {
  readonly name: string;
  readonly request: {
    readonly definition: JsonObject;
    readonly stateName?: string;
    readonly input: Json;
    readonly variables?: JsonObject;
    readonly context?: JsonObject;
    readonly mock?: Omit<MockInput, 'result'> & { readonly result?: Json };
    readonly stateConfiguration?: StateConfiguration;
  };
  readonly result?: { readonly inspectionData: JsonObject } & JsonObject;
  /** Name and message. */
  readonly refusal?: readonly [string, string];
}

const cases = JSON.parse(
  readFileSync(new URL('../../cases/test-state.json', import.meta.url), 'utf8'),
) as readonly Case[];

const text = (value: Json | undefined): string | undefined => (value === undefined ? undefined : JSON.stringify(value));
const run = async ({ request }: Case) => {
  const { definition, input, variables, context, mock, ...rest } = request;
  return new TestEngine().executions.testState({
    ...rest,
    definition: JSON.stringify(definition),
    input: JSON.stringify(input),
    variables: text(variables),
    context: text(context),
    mock: mock && { ...mock, result: text(mock.result) },
  });
};

const parsed = (value: Json): Json => (typeof value === 'string' ? (JSON.parse(value) as Json) : value);

describe('TestState', () => {
  it.each(cases.filter(({ result }) => result))('$name', async (example) => {
    const { output, inspectionData, ...rest } = await run(example);
    const shown = Object.entries(inspectionData).map(([name, value]) => [name, parsed(value)] as const);
    expect({
      ...rest,
      ...(output !== undefined && { output: JSON.parse(output) as Json }),
      inspectionData: Object.fromEntries(shown),
    }).toEqual(example.result);
  });

  it.each(cases.filter(({ refusal }) => refusal))('refuses: $name', async (example) => {
    const [name, message] = example.refusal ?? [];
    await expect(run(example)).rejects.toMatchObject({ name, message });
  });

  it('gives a state without a mocked context one of an execution of its own', async () => {
    const definition = { Type: 'Pass', QueryLanguage: 'JSONata', Output: '{% $states.context %}', End: true };
    const { output } = await run({ name: '', request: { definition, input: { n: 1 } } });
    const { Execution, StateMachine, State } = JSON.parse(output ?? '') as Record<string, Record<string, string>>;
    expect(Execution?.Id).toBe(
      `arn:aws:states:us-east-1:000000000000:express:${StateMachine?.Name}:${Execution?.Name}`,
    );
    expect(Execution).toMatchObject({ Input: { n: 1 }, RoleArn: null });
    expect(State).toMatchObject({ Name: 'StateName' });
  });

  it('ends a test that takes longer than five minutes', async () => {
    const definition = { Type: 'Wait', Seconds: 301, End: true };
    expect(await run({ name: '', request: { definition, input: {} } })).toMatchObject({
      status: 'FAILED',
      error: 'States.Timeout',
    });
  });
});
