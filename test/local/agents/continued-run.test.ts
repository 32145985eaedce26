import { DescribeStateMachineCommand, ListExecutionsCommand, UpdateStateMachineCommand } from '@aws-sdk/client-sfn';
import { expect, it } from '@jest/globals';

import type { ModelDriver } from '../../../local/models/driver.ts';
import { RunningApp } from '../../support/running-app.ts';

const AGENT_LOOP = 'arn:aws:states:us-east-1:000000000000:stateMachine:agent-loop';

/** A planner with two steps, and a validator that is content with the third attempt of the last one. */
function hardToPlease(): ModelDriver {
  const asked: string[] = [];
  return {
    name: 'hard to please',
    answer: ({ promptId = '' }) => {
      const prompt = promptId.replace(/@.*/, '');
      asked.push(prompt);
      const times = asked.filter((one) => one === prompt).length;
      const text = JSON.stringify(answerTo(prompt, times));
      return Promise.resolve({
        output: { message: { role: 'assistant', content: [{ text }] } },
        stopReason: 'end_turn',
      });
    },
  };
}

function answerTo(prompt: string, times: number): object {
  const step = { title: 's', instruction: 'Do it.', tools: [], tier: 'haiku' };
  switch (prompt) {
    case 'plan-steps':
      return {
        steps: [
          { ...step, id: 'find', dependsOn: [] },
          { ...step, id: 'write', dependsOn: ['find'] },
        ],
      };
    case 'validate-results':
      return times === 3
        ? { meetsCriteria: true, score: 1, feedback: 'Good.', criticism: [] }
        : {
            meetsCriteria: false,
            score: times / 10,
            feedback: 'No.',
            criticism: [{ id: 'write', problem: 'too short' }],
          };
    case 'refine-plan':
      return { steps: [{ id: 'write', instruction: 'Write more.', tools: [], tier: 'haiku' }] };
    default:
      return { output: `attempt ${times}`, sources: [] };
  }
}

it('goes on in further executions where histories have no room, and the first one gives the result', async () => {
  const app = await RunningApp.start({ driver: hardToPlease(), timeScale: 1 });
  try {
    // As deployed, but with room for one pass in each history.
    const { definition = '' } = await app.client.send(new DescribeStateMachineCommand({ stateMachineArn: AGENT_LOOP }));
    expect(definition).toContain('<= 20000');
    await app.client.send(
      new UpdateStateMachineCommand({
        stateMachineArn: AGENT_LOOP,
        definition: definition.replace('<= 20000', '<= 1'),
      }),
    );
    const { status, cause, parsed } = await app.execute(AGENT_LOOP, { goal: 'Find out', budget: { usd: 1 } });
    expect([status, cause]).toEqual(['SUCCEEDED', undefined]);
    // The last of four steps' answers: both in the first pass, and the writing twice more.
    expect(parsed).toMatchObject({
      result: 'attempt 4',
      stopReason: 'criteria-met',
      iterations: 3,
      status: 'complete',
    });
    const { executions = [] } = await app.client.send(new ListExecutionsCommand({ stateMachineArn: AGENT_LOOP }));
    expect(executions.map((one) => one.status)).toEqual(['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED']);
    expect(executions.filter(({ name = '' }) => /-[23]-0$/.test(name))).toHaveLength(2);
    expect(app.problems).toEqual([]);
  } finally {
    await app.stop();
  }
});
