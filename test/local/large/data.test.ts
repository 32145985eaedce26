import {
  CreateStateMachineCommand,
  GetActivityTaskCommand,
  CreateActivityCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import type { Json } from '../../../local/query/json.ts';
import { graph, invoke, machine } from '../../support/definitions.ts';
import { TestEngine } from '../../support/run-machine.ts';
import { sfnApi, type SfnApi } from '../../support/sfn-api.ts';

const LIMIT = 262_144;
const roleArn = 'arn:aws:iam::000000000000:role/test';
/** A string of that many bytes as JSON, its quotes included; `é` takes two of them. */
const text = (bytes: number, letter = 'x') => letter.repeat((bytes - 2) / Buffer.byteLength(letter));
/** More than half of what a state may hold. */
const HALF = text(LIMIT / 2 + 10);

const pass = (more: object) => machine({ A: { Type: 'Pass', End: true, ...more } });
const byPath = (more: object) => ({ StartAt: 'A', States: { A: { Type: 'Pass', End: true, ...more } } });
const call = (name: string) => byPath({ Type: 'Task', Resource: `arn:aws:lambda:us-east-1:1:function:${name}` });
const twice = '{% [$states.input, $states.input] %}';
const leaf = (name: string, more: object = {}) => graph({ [name]: { Type: 'Pass', End: true, ...more } });
const assigning = (count: number, Assign: (index: number) => object) =>
  machine(
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [
        `Set ${index}`,
        {
          Type: 'Pass',
          Assign: Assign(index),
          Output: index === count - 1 ? 'done' : '{% $states.input %}',
          ...(index === count - 1 ? { End: true } : { Next: `Set ${index + 1}` }),
        },
      ]),
    ),
  );

describe('data at the limit', () => {
  it.each<readonly [what: string, definition: object, input: Json]>([
    ['an input and an output', pass({}), text(LIMIT)],
    ['letters of two bytes', pass({}), text(LIMIT, 'é')],
    ['parameters', byPath({ Parameters: { 'a.$': '$' }, OutputPath: '$.a' }), text(LIMIT - 6)],
    ['a result of a function', call('same'), text(LIMIT)],
    ['a variable', pass({ Assign: { v: '{% $states.input %}' }, Output: 'done' }), text(LIMIT)],
    [
      'variables of one Assign',
      pass({ Assign: { v: '{% $states.input %}', w: '{% $states.input %}' }, Output: 'done' }),
      text(LIMIT / 2),
    ],
    ['10 MiB of variables', assigning(40, (index) => ({ [`v${index}`]: '{% $states.input %}' })), text(LIMIT)],
    ['a variable that is assigned again', assigning(60, () => ({ v: '{% $states.input %}' })), text(LIMIT)],
  ])('works: %s', async (_what, definition, input) => {
    const run = await new TestEngine({ same: (payload) => payload }).run(definition, input);
    expect(run).toMatchObject({ status: 'SUCCEEDED', error: undefined });
  });
});

describe('data above the limit', () => {
  it.each<readonly [what: string, definition: object, input: Json, stateOrTask: string, did: string]>([
    ['an output', pass({ Output: text(LIMIT + 1) }), {}, 'A', 'returned a result'],
    ['letters of two bytes', pass({ Output: text(LIMIT + 2, 'é') }), {}, 'A', 'returned a result'],
    [
      'a result of a function',
      machine({ A: invoke('large', { Output: 1, End: true }) }),
      {},
      'lambda',
      'returned a result',
    ],
    [
      'a result of a function by its ARN',
      call('large'),
      {},
      'arn:aws:lambda:us-east-1:1:function:large',
      'returned a result',
    ],
    [
      'the sum of branches',
      machine({ P: { Type: 'Parallel', Branches: [leaf('A'), leaf('B')], End: true } }),
      HALF,
      'P',
      'returned a result',
    ],
    [
      'arguments',
      machine({ A: invoke('large', { Arguments: { FunctionName: 'large', Payload: twice }, End: true }) }),
      HALF,
      'A',
      'provided parameters',
    ],
    [
      'parameters, though the output is small',
      byPath({ Parameters: { 'a.$': '$', 'b.$': '$' }, OutputPath: '$.a' }),
      HALF,
      'A',
      'provided parameters',
    ],
    [
      'arguments of branches',
      machine({ P: { Type: 'Parallel', Arguments: twice, Branches: [leaf('A')], End: true } }),
      HALF,
      'P',
      'provided parameters',
    ],
    [
      'what an ItemSelector makes',
      machine({ M: { Type: 'Map', Items: [1], ItemSelector: twice, ItemProcessor: leaf('Item'), End: true } }),
      HALF,
      'Item',
      'provided parameters',
    ],
    ['a variable', pass({ Assign: { v: twice }, Output: 1 }), HALF, 'A', 'assigned variables'],
    [
      'variables of one Assign',
      pass({ Assign: { v: '{% $states.input %}', w: '{% $states.input %}' }, Output: 1 }),
      HALF,
      'A',
      'assigned variables',
    ],
    [
      '10 MiB of variables and one more',
      assigning(41, (index) => ({ [`v${index}`]: '{% $states.input %}' })),
      text(LIMIT),
      'Set 40',
      'assigned variables',
    ],
  ])('fails the execution: %s', async (_what, definition, input, stateOrTask, did) => {
    const run = await new TestEngine({ large: () => text(LIMIT + 1) }).run(definition, input);
    expect(run).toMatchObject({
      status: 'FAILED',
      error: 'States.DataLimitExceeded',
      cause: `The state/task '${stateOrTask}' ${did} with a size exceeding the maximum number of bytes service limit.`,
    });
  });

  it('can be caught where a task has them', async () => {
    const task = invoke('large', {
      Catch: [{ ErrorEquals: ['States.DataLimitExceeded'], Next: 'Caught', Output: 'caught' }],
      End: true,
    });
    const caught = { Caught: { Type: 'Pass', End: true } };
    const engine = new TestEngine({ large: () => text(LIMIT + 1) });
    expect(await engine.run(machine({ A: task, ...caught }))).toMatchObject({ output: 'caught' });
    const Arguments = { FunctionName: 'large', Payload: twice };
    expect(await engine.run(machine({ A: { ...task, Arguments }, ...caught }), HALF)).toMatchObject({
      output: 'caught',
    });
  });
});

describe('data that come through the API', () => {
  let api: SfnApi;
  let stateMachineArn = '';
  beforeAll(async () => {
    api = await sfnApi();
    // Time would jump to the end of an execution that waits for its worker.
    api.engine.clock.busy();
    const definition = JSON.stringify(pass({}));
    ({ stateMachineArn = '' } = await api.client.send(
      new CreateStateMachineCommand({ name: 'pass', definition, roleArn }),
    ));
  });
  afterAll(() => api.close());

  const refusal = (name: string, message: string) => expect.objectContaining({ name, message });
  const tooLong = (member: string, limit: number) =>
    refusal(
      'ValidationException',
      `1 validation error detected: Value at '${member}' failed to satisfy constraint: Member must have length less than or equal to ${limit}`,
    );

  it.each(['x', 'é'])(
    'an execution takes an input of 262,144 bytes and not one more, in letters %s',
    async (letter) => {
      const start = (bytes: number) =>
        api.client.send(new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(text(bytes, letter)) }));
      const { executionArn = '' } = await start(LIMIT);
      expect(await api.engine.executions.finished(executionArn)).toMatchObject({ status: 'SUCCEEDED' });
      await expect(start(LIMIT + Buffer.byteLength(letter))).rejects.toEqual(tooLong('input', LIMIT));
    },
  );

  it.each(['x', 'é'])('a callback takes an output of 262,144 bytes and not one more, in letters %s', async (letter) => {
    const { activityArn = '' } = await api.client.send(new CreateActivityCommand({ name: 'work' }));
    const { arn } = api.engine.start(machine({ Work: { Type: 'Task', Resource: activityArn, End: true } }));
    const { taskToken } = await api.client.send(new GetActivityTaskCommand({ activityArn }));
    const send = (output: string) => api.client.send(new SendTaskSuccessCommand({ taskToken, output }));
    const over = JSON.stringify(text(LIMIT + Buffer.byteLength(letter), letter));
    await expect(send(over)).rejects.toEqual(tooLong('output', LIMIT));
    await send(JSON.stringify(text(LIMIT, letter)));
    expect(await api.engine.executions.finished(arn)).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('a definition may have 1 MiB and not one letter more, however it is escaped', async () => {
    const empty = JSON.stringify({ ...pass({}), Comment: '' });
    const create = (name: string, size: number, letter: string) => {
      const comment = letter.repeat((size - empty.length) / letter.length);
      const definition = empty.replace('"Comment":""', () => `"Comment":"${comment}"`);
      return api.client.send(new CreateStateMachineCommand({ name, definition, roleArn }));
    };
    const limit = 1_048_576;
    await create('full', limit, 'x');
    // In the request each of these takes six letters.
    await create('escaped', limit - ((limit - empty.length) % 2), '\\"');
    await expect(create('more', limit + 1, 'x')).rejects.toEqual(tooLong('definition', limit));
  });

  it('may be nested 1,000 levels and not one more', async () => {
    const nested = (levels: number) => `${'{"a":'.repeat(levels - 1)}[]${'}'.repeat(levels - 1)}`;
    const tooDeep =
      'Document nesting depth (1001) exceeds the maximum allowed (1000, from `StreamReadConstraints.getMaxNestingDepth()`)';
    const start = (input: string) => api.client.send(new StartExecutionCommand({ stateMachineArn, input }));
    const { executionArn = '' } = await start(nested(1000));
    expect(await api.engine.executions.finished(executionArn)).toMatchObject({ output: nested(1000) });
    for (const levels of [1001, 40_000]) {
      await expect(start(nested(levels))).rejects.toEqual(
        refusal('InvalidExecutionInput', `Invalid State Machine Execution Input: '${tooDeep}'`),
      );
    }
    // Brackets inside a string are text.
    await start(JSON.stringify('\\"[['.repeat(2000)));

    const { activityArn = '' } = await api.client.send(new CreateActivityCommand({ name: 'work' }));
    const { arn } = api.engine.start(machine({ Work: { Type: 'Task', Resource: activityArn, End: true } }));
    const { taskToken } = await api.client.send(new GetActivityTaskCommand({ activityArn }));
    const send = (output: string) => api.client.send(new SendTaskSuccessCommand({ taskToken, output }));
    await expect(send(nested(1001))).rejects.toEqual(refusal('InvalidOutput', `Invalid Output: '${tooDeep}'`));
    await send(nested(1000));
    expect(await api.engine.executions.finished(arn)).toMatchObject({ output: nested(1000) });
  });
});
