import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { expect, it } from '@jest/globals';

import type { ModelDriver } from '../../../local/models/driver.ts';
import { Office } from '../documents/office.ts';

const AGENT_LOOP = 'arn:aws:states:us-east-1:000000000000:stateMachine:agent-loop';

/** A planner with one step, whose agent asks a person and answers with what it was told. */
const asking: ModelDriver = {
  name: 'asking',
  answer: ({ promptId = '', messages = [] }) => {
    const results = messages.flatMap(({ content = [] }) => content.flatMap(({ toolResult }) => toolResult ?? []));
    if (promptId.startsWith('run-step') && results.length === 0) {
      const toolUse = { toolUseId: 'ask-1', name: 'ask-person', input: { question: 'Which colour do you want?' } };
      return Promise.resolve({
        output: { message: { role: 'assistant', content: [{ toolUse }] } },
        stopReason: 'tool_use',
      });
    }
    const told = results[0]?.content?.[0]?.text ?? '';
    const text = JSON.stringify(
      promptId.startsWith('plan-steps')
        ? {
            steps: [
              {
                id: 'ask',
                title: 'Ask',
                instruction: 'Ask a person.',
                dependsOn: [],
                tools: ['ask-person'],
                tier: 'haiku',
              },
            ],
          }
        : promptId.startsWith('run-step')
          ? { output: `They said: ${told}`, sources: [] }
          : { meetsCriteria: true, score: 1, feedback: 'Good.', criticism: [] },
    );
    return Promise.resolve({ output: { message: { role: 'assistant', content: [{ text }] } }, stopReason: 'end_turn' });
  },
};

it('lets an agent ask a person, who answers where documents are reviewed', async () => {
  const office = await Office.open({ driver: asking });
  try {
    const name = 'colours';
    const { executionArn = '' } = await office.app.client.send(
      new StartExecutionCommand({ stateMachineArn: AGENT_LOOP, name, input: '{"goal":"Choose a colour"}' }),
    );
    const anna = await office.reviewer('anna@example.com', 'reviewers');
    const review = await anna.waitFor(`agent-loop: ${name}`);
    expect(review).toMatchObject({ type: 'question', result: { question: 'Which colour do you want?', answer: '' } });
    const unanswered = await anna.decide(review.id, { decision: 'approve', version: review.version });
    expect(unanswered.status).toBe(400);
    const result = { ...(review.result as object), answer: 'Green.' } as never;
    const answered = await anna.decide(review.id, { decision: 'edit', version: review.version, result });
    expect(answered).toMatchObject({ status: 200, body: { delivered: true } });
    const { status, parsed } = await office.app.described(executionArn);
    expect(status).toBe('SUCCEEDED');
    expect(parsed).toMatchObject({ stopReason: 'criteria-met', result: expect.stringContaining('Green.') });
    // What a notice says of a question never holds the question.
    for (const { subject, message } of await office.inbox()) expect(`${subject} ${message}`).not.toContain('colour do');
  } finally {
    await office.close();
  }
});
