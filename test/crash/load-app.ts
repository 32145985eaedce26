import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { assemblyOf, writeAssembly } from '../local/template/assemblies.ts';

/** Writes a line for each run before anything else: what the crash test counts. Attempt 0 of those that have one fails. */
const CODE = `
const { appendFileSync } = require('node:fs');
exports.handler = async ({ execution, step, value, attempt, token }) => {
  const run = attempt === undefined ? step : step + '#' + attempt;
  appendFileSync(process.env.RUNS, JSON.stringify({ execution, step: run, token }) + '\\n');
  await new Promise((resolve) => setTimeout(resolve, 5));
  if (attempt === 0) throw new Error(run);
  return { step: run, value: value + 1 };
};
`;

/** Calls the function; `step` is JSONata. The output is the number that the function returns. */
const call = (step: string, more: object = {}, payload: object = {}) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: {
    FunctionName: 'step',
    Payload: {
      execution: '{% $states.context.Execution.Name %}',
      step: `{% ${step} %}`,
      value: '{% $states.input %}',
      ...payload,
    },
  },
  Output: '{% $states.result.Payload.value %}',
  End: true,
  ...more,
});
const graph = (states: Readonly<Record<string, object>>) => ({ StartAt: Object.keys(states)[0], States: states });
const next = (name: string) => ({ Next: name, End: undefined });

const chain = graph({
  One: call("'one'", next('Two')),
  Two: call("'two'", next('Three')),
  Three: call("'three'", next('Four')),
  Four: call("'four'"),
});
/** Items 0 to 7, plus what comes in; two steps each. */
const map = (name: string) => ({
  Type: 'Map',
  Items: `{% [0..7].($ + $states.input) %}`,
  ItemSelector: { index: '{% $states.context.Map.Item.Index %}', value: '{% $states.context.Map.Item.Value %}' },
  MaxConcurrency: 3,
  ItemProcessor: graph({
    Read: {
      Type: 'Pass',
      Assign: { index: '{% $states.input.index %}' },
      Output: '{% $states.input.value %}',
      Next: 'Left',
    },
    Left: call(`'${name}-left-' & $index`, next('Right')),
    Right: call(`'${name}-right-' & $index`),
  }),
  Output: '{% $sum($states.result) %}',
  End: true,
});
const flaky = call(
  "'flaky'",
  {
    Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1, MaxAttempts: 2 }],
    ...next('Rest'),
  },
  { attempt: '{% $states.context.State.RetryCount %}' },
);
const ask = call(
  "'ask'",
  { Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken', Output: '{% $states.result.value %}' },
  { token: '{% $states.context.Task.Token %}' },
);
const mixed = graph({
  Before: call("'before'", next('Fork')),
  Fork: {
    Type: 'Parallel',
    Branches: [
      graph({ Items: map('branch') }),
      graph({ Flaky: flaky, Rest: { Type: 'Wait', Seconds: 1, Next: 'Rested' }, Rested: call("'rested'") }),
      graph({ Ask: ask }),
    ],
    Output: '{% $sum($states.result) %}',
    Next: 'After',
  },
  After: call("'after'"),
});

/** Fails at its third item, and succeeds once it is redriven. */
const redriven = graph({
  First: call("'first'", next('Each')),
  Each: {
    Type: 'Map',
    Items: '{% [0..3].($ + $states.input) %}',
    MaxConcurrency: 1,
    ItemProcessor: graph({
      Item: call(
        "'item-' & $states.context.Map.Item.Index",
        {},
        { attempt: '{% $states.context.Map.Item.Index = 2 ? $states.context.Execution.RedriveCount : 1 %}' },
      ),
    }),
    Output: '{% $sum($states.result) %}',
    Next: 'Last',
  },
  Last: call("'last'"),
});

/** What each machine's execution returns for the number it is given. */
export const MACHINES = {
  chain: { definition: chain, expected: (n: number) => n + 4 },
  // The numbers 0 to 7 sum up to 28; two steps add one each to eight items.
  map: { definition: graph({ Items: map('map') }), expected: (n: number) => 8 * n + 28 + 16 },
  mixed: {
    definition: mixed,
    expected: (n: number) => {
      const before = n + 1;
      // Flaky and rested add one each; whoever answers the callback says 1000.
      return 8 * before + 28 + 16 + (before + 2) + 1000 + 1;
    },
  },
  // The numbers 0 to 3 sum up to 6; first and last add one each, and every item does.
  redriven: { definition: redriven, expected: (n: number) => 4 * (n + 1) + 6 + 4 + 1 },
} as const;
export type MachineName = keyof typeof MACHINES;

/** The answer to a callback, as `mixed` expects it. */
export const CALLBACK_OUTPUT = JSON.stringify({ step: 'ask', value: 1000 });

export const machineArn = (name: string) => `arn:aws:states:us-east-1:000000000000:stateMachine:${name}`;

/** Writes the app's `cdk.out`; its function notes each of its runs in `runs`. */
export function writeLoadApp(others: object = {}): {
  readonly directory: string;
  readonly runs: string;
  readonly remove: () => void;
} {
  const role = { Type: 'AWS::IAM::Role', Properties: {} };
  const roleArn = { 'Fn::GetAtt': ['Role', 'Arn'] };
  const machines = { ...definitions(), ...parked };
  const files = writeAssembly({ 'asset.step/index.js': CODE });
  const runs = join(files.directory, 'runs.jsonl');
  writeFileSync(runs, '');
  const step = {
    Type: 'AWS::Lambda::Function',
    Properties: {
      FunctionName: 'step',
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Timeout: 30,
      Role: roleArn,
      Environment: { Variables: { RUNS: runs } },
      Code: { S3Bucket: 'assets', S3Key: 'step.zip' },
    },
  };
  const stateMachines = Object.entries(machines).map(([name, definition]) => [
    `Machine${name}`,
    {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: {
        StateMachineName: name,
        RoleArn: roleArn,
        DefinitionString: JSON.stringify({ QueryLanguage: 'JSONata', ...definition }),
      },
    },
  ]);
  const template = { Resources: { Role: role, Step: step, ...Object.fromEntries(stateMachines), ...others } };
  const assembly = assemblyOf({ Load: { template, assets: { 'step.zip': 'asset.step' } } });
  for (const [name, content] of Object.entries(assembly)) {
    writeFileSync(join(files.directory, name), JSON.stringify(content));
  }
  return { directory: files.directory, runs, remove: files.remove };
}

/** For the time that a resume takes: an execution that only waits, or only for its token. */
const parked = {
  waiting: graph({ Wait: { Type: 'Wait', Seconds: 86_400, End: true } }),
  asking: graph({ Ask: ask }),
};

function definitions(): Readonly<Record<string, object>> {
  return Object.fromEntries(Object.entries(MACHINES).map(([name, { definition }]) => [name, definition]));
}
