import { describe, expect, it } from '@jest/globals';
import type { UseToolsRequest } from '../../../functions/schemas/turn.ts';
import type { Json } from '../../../local/query/json.ts';
import { fails, planStep, used, wants } from './agent-world.ts';
import type { Play } from './agent-world.ts';
import { run } from './loop-run.ts';

describe('a step', () => {
  it('that fails costs the others nothing, and who builds on it is told', async () => {
    const { output, asked } = await run({
      turn: ({ step }) =>
        step.id === 'find' ? fails('ServiceUnavailableException') : { output: `${step.id} is done` },
    });
    expect(output).toMatchObject({
      result: expect.stringContaining('write is done'),
      stopReason: 'criteria-met',
      status: 'partial',
    });
    expect(output.steps[0]).toMatchObject({ id: 'find', status: 'failed', error: { code: 'ModelUnavailable' } });
    const writer = asked('take-turn').at(-1) as { request: { task: { needs: object[] } } };
    expect(writer.request.task.needs).toMatchObject([
      { id: 'find', status: 'failed', error: { code: 'ModelUnavailable' } },
      { id: 'count', status: 'done' },
    ]);
  });

  it('that hangs is given up, and the others go on', async () => {
    const { output } = await run({
      turn: ({ step }) => (step.id === 'find' ? 'hangs' : { output: `${step.id} is done` }),
    });
    expect(output.steps.map(({ status }) => status)).toEqual(['failed', 'done', 'done']);
    expect(output.steps[0]?.error).toMatchObject({ code: 'ModelUnavailable' });
  });

  it('that returns garbage is failed, and its cost is counted', async () => {
    const paid = JSON.stringify({ usage: { inputTokens: 1000, outputTokens: 2000 }, costUsd: 1 });
    const { output } = await run({
      turn: ({ step }) =>
        step.id === 'find'
          ? Object.assign(new Error(paid), { name: 'MalformedAnswer' })
          : { output: `${step.id} is done` },
    });
    expect(output.steps[0]).toMatchObject({
      status: 'failed',
      error: { message: expect.stringContaining('MalformedAnswer') },
    });
    // Each of the four links of the chain was asked; then two turns, a plan and a validation.
    expect(output.costUsd).toBe(4.04);
  });

  it('is skipped when nothing that it builds on was done, and nothing is validated when none was', async () => {
    const { output, turns } = await run({ turn: () => fails('AccessDeniedException') });
    expect(output).toMatchObject({ result: null, stopReason: 'nothing-done', status: 'partial' });
    expect(output.steps.map(({ status }) => status)).toEqual(['failed', 'failed', 'skipped']);
    expect(turns).toEqual(['find', 'count']);
  });

  it('uses tools until it answers, and no more often than it may', async () => {
    const search = (round: number) =>
      wants(['search-documents', { query: `q${round}` }], ['calculate', { expression: '1' }]);
    const { output, asked } = await run({
      turn: ({ step }, round) => (step.id === 'find' && round < 3 ? search(round) : { output: `${step.id} is done` }),
    });
    expect(output).toMatchObject({ stopReason: 'criteria-met', toolCalls: 6 });
    expect(asked('use-tools').map((event) => (event as { last: boolean }).last)).toEqual([false, false, false]);
    const { output: endless, asked: rounds } = await run({
      turn: ({ step }, round) => (step.id === 'find' ? search(round) : { output: `${step.id} is done` }),
    });
    expect(endless.steps[0]).toMatchObject({ status: 'failed', error: { code: 'TooManyRounds' } });
    expect(rounds('use-tools').map((event) => (event as { last: boolean }).last)).toEqual([
      ...Array<boolean>(5).fill(false),
      true,
    ]);
  });

  it('that calls the same for the third time stops the run, with what was done so far', async () => {
    const { output, turns } = await run({
      plans: [{ steps: [planStep('find'), planStep('write', ['find'])] }],
      turn: () => wants(['search-documents', { query: 'again' }]),
      tools: (_, call) => (call < 3 ? used(call) : { kind: 'repeated', tool: 'search-documents' }),
    });
    expect(output).toMatchObject({ stopReason: 'repeated-call', result: null, status: 'partial', toolCalls: 2 });
    expect(output.steps).toMatchObject([
      { status: 'failed', error: { code: 'repeated-call' } },
      { status: 'skipped', error: { code: 'repeated-call' } },
    ]);
    expect(turns).toEqual(['find', 'find', 'find']);
  });

  it('may come to 200 KB, which travels by reference to those who build on it and out', async () => {
    const long = 'x'.repeat(200_000);
    const { output, asked, objects } = await run({ turn: () => ({ output: long }) });
    expect(output.stopReason).toBe('criteria-met');
    const reference = output.resultRef as { bucket: string; key: string };
    expect(objects.get(`${reference.bucket}/${reference.key}`)).toMatch(/^x{200000}/);
    expect(output.steps.map(({ outputRef }) => outputRef)).toEqual(
      Array(3).fill({ bucket: 'claims', key: expect.any(String) }),
    );
    const writer = asked('take-turn').at(-1) as { request: { task: { needs: object[] } } };
    expect(writer.request.task.needs).toMatchObject([{ content: { answerRef: {} } }, { content: { answerRef: {} } }]);
  });

  it('begins as soon as what it depends on has ended, three at once', async () => {
    const finished: string[] = [];
    let now = 0;
    let most = 0;
    const { output } = await run({
      plans: [{ steps: [...'abcdefgh'].map((id) => planStep(id, id === 'h' ? ['a', 'g'] : [])) }],
      turn: async ({ step, needs }) => {
        most = Math.max(most, (now += 1));
        expect(needs.map(({ id }) => id).filter((id) => !finished.includes(id))).toEqual([]);
        await new Promise((done) => setImmediate(done));
        now -= 1;
        finished.push(step.id);
        return { output: step.id };
      },
    });
    expect(output.steps).toHaveLength(8);
    expect(most).toBe(3);
  });
});

describe('a person who is asked', () => {
  const asks = (play: Play = {}) =>
    run({
      plans: [{ steps: [planStep('ask', [], { tools: ['ask-person'] })] }],
      turn: (_, round) => (round === 0 ? wants(['ask-person', { question: 'May we?' }]) : { output: 'They say so.' }),
      ...play,
    });
  const question = { kind: 'question', toolCallId: 'call-0', question: 'May we?' };
  const outcome = (decision: string, more: object = {}) => ({
    review: { decision, reviewer: 'anna', comment: 'no time', decidedAt: '', approvals: [] },
    ...more,
  });
  /** Until a person has answered, the tools say that one has to. */
  const tools = ({ answers }: UseToolsRequest): Json => ('call-0' in answers ? used(1) : question);

  it('sees the question and the step, and the agent gets the answer', async () => {
    const { output, asked, visited } = await asks({
      tools,
      others: {
        'request-review': (event, _call, succeed) => {
          const { taskToken } = event as { taskToken: string };
          succeed(taskToken, JSON.stringify(outcome('edit', { content: { answer: { answer: 'Yes, you may.' } } })));
          return null;
        },
      },
    });
    expect(output.stopReason).toBe('criteria-met');
    expect(asked('request-review')).toMatchObject([
      {
        approver: { group: 'reviewers', needed: 1 },
        subject: {
          type: 'question',
          documentId: expect.stringMatching(/^machine-0: /),
          content: { answer: { question: 'May we?', context: 'Goal: Find out\n\nStep: Do ask', answer: '' } },
        },
      },
    ]);
    expect(asked('use-tools').map((event) => (event as { answers: object }).answers)).toEqual([
      {},
      { 'call-0': { answered: true, text: 'Yes, you may.' } },
    ]);
    expect(visited).toContain('Question: Ask for review');
  });

  it('may decline, or not answer at all', async () => {
    const declined = await asks({
      tools,
      others: {
        'request-review': (event, _call, succeed) => {
          succeed((event as { taskToken: string }).taskToken, JSON.stringify(outcome('reject')));
          return null;
        },
      },
    });
    expect(declined.asked('use-tools')[1]).toMatchObject({
      answers: { 'call-0': { answered: false, text: 'the person declined to answer: no time' } },
    });
    const silent = await asks({
      tools,
      others: { 'request-review': () => null, 'remind-reviewer': () => null, 'close-review': () => outcome('timeout') },
    });
    expect(silent.asked('use-tools')[1]).toMatchObject({
      answers: { 'call-0': { answered: false, text: 'nobody answered in time' } },
    });
    expect(silent.asked('remind-reviewer')).toHaveLength(1);
    expect(silent.output.stopReason).toBe('criteria-met');
  });
});

describe('a person who does not answer', () => {
  const asking: Play = {
    plans: [
      {
        steps: [
          planStep('one', [], { tools: ['ask-person'] }),
          planStep('two', ['one'], { tools: ['ask-person'] }),
          planStep('three', ['two'], { tools: ['ask-person'] }),
        ],
      },
    ],
    turn: ({ step }, round) =>
      round === 0 ? wants(['ask-person', { question: `May ${step.id}?` }]) : { output: `${step.id} is done` },
    tools: ({ answers }) =>
      'call-0' in answers ? used(1) : { kind: 'question', toolCallId: 'call-0', question: 'May we?' },
    others: {
      'request-review': () => null,
      'remind-reviewer': () => null,
      'close-review': () => ({
        review: { decision: 'timeout', reviewer: '', comment: '', decidedAt: '', approvals: [] },
      }),
    },
  };

  it('costs no run its result, however many are asked', async () => {
    const { output, asked, status, engine } = await run(asking);
    expect(status).toBe('SUCCEEDED');
    expect(output).toMatchObject({ stopReason: 'criteria-met', result: 'three is done' });
    const answers = asked('use-tools').map(
      (event) => (event as { answers: Record<string, { text: string }> }).answers['call-0']?.text,
    );
    expect(answers).toEqual([
      undefined,
      'nobody answered in time',
      undefined,
      'nobody answered in time',
      undefined,
      'there is no time left to ask a person',
    ]);
    const hours = (engine.clock.now() - Date.UTC(2026, 0, 1)) / 3_600_000;
    expect(Math.round(hours)).toBe(46);
  });

  it('is not waited for longer than the seconds of the budget', async () => {
    const { output, asked, engine } = await run(asking, { budget: { seconds: 7_200 } });
    expect((engine.clock.now() - Date.UTC(2026, 0, 1)) / 3_600_000).toBeCloseTo(2, 1);
    expect(output.stopReason).toBe('budget');
    const [request] = asked('request-review') as [{ openedAt: number; dueAt: number }];
    expect(request.dueAt - request.openedAt).toBeLessThanOrEqual(7_200_000);
    expect(asked('remind-reviewer')).toEqual([]);
  });
});
