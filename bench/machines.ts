/** The definitions that are measured, in JSONPath, which `aws-local-stepfunctions` runs as well. */

const STEPS = 1000;

/** Init, then 1,000 times Choice and Pass, then Choice and Succeed: 2,003 states entered. */
export const LOOP = {
  StartAt: 'Init',
  States: {
    Init: { Type: 'Pass', Result: { i: 0 }, Next: 'Again?' },
    'Again?': {
      Type: 'Choice',
      Choices: [{ Variable: '$.i', NumericLessThan: STEPS, Next: 'Add' }],
      Default: 'Done',
    },
    Add: { Type: 'Pass', Parameters: { 'i.$': 'States.MathAdd($.i, 1)' }, Next: 'Again?' },
    Done: { Type: 'Succeed' },
  },
};
export const LOOP_TRANSITIONS = 2 * STEPS + 3;

const item = { StartAt: 'Item', States: { Item: { Type: 'Pass', End: true } } };

/** One Pass for each item of its input. */
export const MAP = { StartAt: 'Each', States: { Each: { Type: 'Map', ItemProcessor: item, End: true } } };

/** The same with an execution for each item. */
export const DISTRIBUTED_MAP = {
  StartAt: 'Each',
  States: {
    Each: {
      Type: 'Map',
      ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, ...item },
      End: true,
    },
  },
};

export const BRANCHES = 100;

/** One Pass for each branch. */
export const PARALLEL = {
  StartAt: 'All',
  States: {
    All: {
      Type: 'Parallel',
      Branches: Array.from({ length: BRANCHES }, (_, index) => chain(1, `Branch ${index} `)),
      End: true,
    },
  },
};

/** So many Pass states in a row. */
export function chain(length: number, prefix = 'Step ') {
  const names = Array.from({ length }, (_, index) => `${prefix}${index + 1}`);
  const states = names.map((name, index) => [
    name,
    { Type: 'Pass', ...(index + 1 < length ? { Next: names[index + 1] } : { End: true }) },
  ]);
  return { StartAt: names[0] ?? '', States: Object.fromEntries(states) as Record<string, object> };
}

export const WAIT = { StartAt: 'Wait', States: { Wait: { Type: 'Wait', Seconds: 86_400, End: true } } };

export const machineArn = (name: string) => `arn:aws:states:us-east-1:000000000000:stateMachine:${name}`;
