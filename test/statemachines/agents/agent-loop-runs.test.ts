import { describe, expect, it } from '@jest/globals';
import { synthesizedDefinition } from '../../support/synthesized-definition.ts';
import { mostEvents } from '../../../statemachines/agent-loop/history.ts';
import { memoryClaimChecks } from '../../functions/fakes.ts';
import { builtAgentLoop } from './built-agent-loop.ts';
import type { UseToolsRequest } from '../../../functions/schemas/turn.ts';
import type { Json } from '../../../local/query/json.ts';
import { fails, judged, PLAN, planStep, runAgents, used, wants } from './agent-world.ts';
import type { Play } from './agent-world.ts';

/** The JSON that would be deployed. */
const DEFINITION = synthesizedDefinition('agent-loop');

interface Output {
  readonly result: string | null;
  readonly resultRef?: unknown;
  readonly steps: readonly {
    id: string;
    status: string;
    output?: string;
    outputRef?: unknown;
    error?: { code: string };
  }[];
  readonly validation: { meetsCriteria: boolean; score: number; feedback: string };
  readonly iterations: number;
  readonly stopReason: string;
  readonly status: string;
  readonly usage: { inputTokens: number; outputTokens: number };
  readonly toolCalls: number;
  readonly costUsd: number;
}

const run = async (play: Play = {}, input: object = {}) => {
  const result = await runAgents(DEFINITION, play, { goal: 'Find out', ...input });
  return { ...result, output: result.output as unknown as Output };
};

describe('an agent loop', () => {
  it('ends when the criteria are met at once', async () => {
    const { status, output, turns, cause } = await run();
    expect([status, cause]).toEqual(['SUCCEEDED', undefined]);
    expect(output).toMatchObject({
      result: 'write is done',
      stopReason: 'criteria-met',
      status: 'complete',
      iterations: 1,
      validation: { meetsCriteria: true, score: 1 },
      // A plan, three turns and a validation.
      usage: { inputTokens: 500, outputTokens: 100 },
      costUsd: 0.05,
      toolCalls: 0,
    });
    expect(output.steps.map(({ id, status }) => [id, status])).toEqual([
      ['find', 'done'],
      ['count', 'done'],
      ['write', 'done'],
    ]);
    expect(turns).toEqual(['find', 'count', 'write']);
  });

  it('does again what was criticised and what builds on it, until it is good', async () => {
    const { output, turns, asked } = await run({
      validations: [judged(0.4, 'find'), judged(0.6, 'write'), judged(1)],
      refine: (request) => ({
        steps: (request as { validation: { criticism: { id: string }[] } }).validation.criticism.map(({ id }) => ({
          id,
          instruction: `Do ${id} better.`,
          tools: [],
          tier: 'sonnet',
        })),
      }),
    });
    expect(output).toMatchObject({ stopReason: 'criteria-met', iterations: 3, validation: { score: 1 } });
    expect(turns).toEqual(['find', 'count', 'write', 'find', 'write', 'write']);
    const tasks = asked('take-turn').map((event) => (event as { request: { task: { step: object } } }).request.task);
    expect(tasks[3]).toMatchObject({
      step: { id: 'find', instruction: 'Do find better.', tier: 'sonnet', tools: [] },
      problem: 'find is not good enough',
    });
    // What was not done again is still there for what builds on it.
    expect(tasks[4]).toMatchObject({
      step: { id: 'write', instruction: 'Do what write says.' },
      problem: null,
      needs: [{ id: 'find' }, { id: 'count', content: { answer: { output: 'count is done' } } }],
    });
    expect((output as unknown as { plan: { steps: object[] } }).plan.steps).toMatchObject([
      { id: 'find', instruction: 'Do find better.' },
      { id: 'count', instruction: 'Do what count says.' },
      { id: 'write', instruction: 'Do write better.' },
    ]);
  });

  it('ends after as many iterations as it may have', async () => {
    const { output } = await run({
      turn: ({ step }, _, attempt) => ({ output: `${step.id} ${attempt}` }),
      validations: [judged(0.3, 'write'), judged(0.5, 'write'), judged(0.6, 'write')],
    });
    expect(output).toMatchObject({
      stopReason: 'max-iterations',
      status: 'partial',
      iterations: 3,
      validation: { meetsCriteria: false, score: 0.6 },
      result: 'write 3',
    });
    const { output: short } = await run({ validations: [judged(0.3, 'write')] }, { maxIterations: 1 });
    expect(short).toMatchObject({ stopReason: 'max-iterations', iterations: 1 });
  });

  it.each([
    [[0.5, 0.4], 'write 1', 0.5, 2],
    [[0.5, 0.5], 'write 1', 0.5, 2],
    [[0.3, 0.5, 0.4], 'write 2', 0.5, 3],
  ])('keeps the best result when the score does not rise: %j', async (scores, result, score, iterations) => {
    const { output } = await run({
      turn: ({ step }, _, attempt) => ({ output: `${step.id} ${attempt}` }),
      validations: scores.map((one) => judged(one, 'write')),
    });
    expect(output).toMatchObject({ stopReason: 'no-progress', result, iterations, validation: { score } });
  });

  it('goes on with the criticism alone when no model could refine', async () => {
    const { output, visited } = await run({
      validations: [judged(0.4, 'write'), judged(1)],
      refine: () => fails('ServiceUnavailableException'),
    });
    expect(output).toMatchObject({ stopReason: 'criteria-met', iterations: 2 });
    expect(visited).toContain('Go on without a refinement');
  });

  it('gives what there is when no model could validate it', async () => {
    const { output } = await run({ validations: [fails('ServiceUnavailableException')] });
    expect(output).toMatchObject({
      result: 'write is done',
      stopReason: 'not-validated',
      status: 'partial',
      validation: { meetsCriteria: false, score: 0 },
    });
  });
});

describe('a plan that cannot be carried out', () => {
  const circle = { steps: [planStep('a', ['b']), planStep('b', ['a'])] };
  const many = { steps: Array.from({ length: 200 }, (_, index) => planStep(`step-${index}`)) };
  const cases = [
    ['a cycle', circle, /circle.*a → b → a|circle.*b → a → b/],
    ['an unknown tool', { steps: [planStep('a', [], { tools: ['rm-rf'] })] }, /rm-rf.*search-documents/],
    ['no steps', { steps: [] }, /no steps/],
    ['200 steps', many, /200 steps/],
  ] as const;

  it.each(cases)('%s: is repaired once, by a planner who is told what is wrong', async (_, faulty, problem) => {
    const { output, asked } = await run({ plans: [faulty, PLAN] });
    expect(output).toMatchObject({ stopReason: 'criteria-met', result: 'write is done' });
    const second = asked('plan-steps')[1] as { request: { plan: object; problems: string[] } };
    expect(second.request.problems.join('; ')).toMatch(problem);
    expect(second.request.plan).toEqual(faulty);
  });

  it.each(cases)('%s: fails when the repair does not help', async (_, faulty, problem) => {
    const { status, error, cause, turns } = await run({ plans: [faulty, faulty] });
    expect([status, error]).toEqual(['FAILED', 'InvalidPlan']);
    expect(cause).toMatch(problem);
    expect(turns).toEqual([]);
  });

  it('fails when no model can be reached', async () => {
    const { error, cause } = await run({
      others: {
        'plan-steps': () => {
          throw fails('ServiceUnavailableException');
        },
      },
    });
    expect(error).toBe('ModelUnavailable');
    expect(JSON.parse(cause ?? '')).toMatchObject({ code: 'ServiceUnavailableException' });
  });

  it('names every field of an input that is wrong', async () => {
    const { error, cause } = await run({}, { maxIterations: 9, budget: { usd: -1 }, wish: 1 });
    expect(error).toBe('InvalidInput');
    for (const field of ['maxIterations', 'budget.usd', 'wish']) expect(cause).toContain(field);
  });
});

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

describe('a budget', () => {
  it.each([
    ['dollars', { usd: 0.03 }],
    ['tokens', { tokens: 360 }],
  ])('of %s that is spent in the middle ends the run with what was done', async (_, budget) => {
    const { output, turns, asked } = await run({}, { budget });
    expect(output).toMatchObject({ stopReason: 'budget', status: 'partial', iterations: 1, costUsd: 0.03 });
    expect(turns).toEqual(['find', 'count']);
    expect(output.steps.map(({ status }) => status)).toEqual(['done', 'done', 'failed']);
    expect(output.steps[2]?.error).toMatchObject({ code: 'budget', message: expect.stringContaining(_) });
    expect(output.result).toContain('find is done');
    expect(asked('validate-results')).toEqual([]);
  });

  it('is looked at before each call of a model, also within a step', async () => {
    const { output, turns } = await run(
      {
        plans: [{ steps: [planStep('find')] }],
        turn: (_, round) => wants(['search-documents', { query: `q${round}` }]),
      },
      { budget: { usd: 0.03 } },
    );
    // The plan and two turns have spent it; a third would have been the next.
    expect(turns).toEqual(['find', 'find']);
    expect(output).toMatchObject({ stopReason: 'budget', costUsd: 0.03, toolCalls: 2 });
  });

  it('is looked at before each model of a fallback chain, too', async () => {
    const paid = JSON.stringify({ usage: { inputTokens: 1000, outputTokens: 2000 }, costUsd: 1 });
    const { output, turns } = await run(
      { turn: () => Object.assign(new Error(paid), { name: 'MalformedAnswer' }) },
      { budget: { usd: 0.5 } },
    );
    // Of the four models of the chain, only the first was asked by each of the two steps.
    expect([...turns].sort()).toEqual(['count', 'find']);
    expect(output).toMatchObject({ stopReason: 'budget', costUsd: 2.01 });
  });

  it('of tool calls is the tools to look at, and ends the run where it would have to be refined', async () => {
    const { output, asked } = await run(
      {
        plans: [{ steps: [planStep('find')] }],
        turn: (_, round) => (round < 2 ? wants(['search-documents', { query: `q${round}` }]) : { output: 'found' }),
        validations: [judged(0.5, 'find')],
      },
      { budget: { toolCalls: 2 } },
    );
    expect(output).toMatchObject({ stopReason: 'budget', toolCalls: 2, result: expect.stringContaining('found') });
    expect(asked('use-tools').map((event) => (event as { ledger: object }).ledger)).toMatchObject([
      { mostToolCalls: 2, spent: { toolCalls: 0 } },
      { mostToolCalls: 2, spent: { toolCalls: 1 } },
    ]);
    expect(asked('refine-plan')).toEqual([]);
  });

  it('of seconds counts from the start of the run', async () => {
    const { output, turns } = await run(
      {
        plans: [{ steps: [planStep('find'), planStep('write', ['find'])] }],
        turn: ({ step }, _, attempt) => (step.id === 'find' && attempt === 1 ? 'hangs' : { output: step.id }),
      },
      { budget: { seconds: 60 } },
    );
    expect(output).toMatchObject({ stopReason: 'budget', result: null });
    // It hung for longer than that, so no other model was tried.
    expect(turns).toEqual(['find']);
  });

  it('that ends a later pass leaves the best result of those before', async () => {
    const { output } = await run(
      {
        turn: ({ step }, _, attempt) => ({ output: `${step.id} ${attempt}` }),
        validations: [judged(0.4, 'find')],
      },
      // A plan, three turns, a validation, a refinement, and one more turn.
      { budget: { usd: 0.07 } },
    );
    expect(output).toMatchObject({
      stopReason: 'budget',
      result: 'write 1',
      iterations: 2,
      validation: { score: 0.4 },
    });
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

describe('a history', () => {
  it('goes on in a new execution before it is full, which gives the result', async () => {
    // Room for one pass over three steps, and no more.
    const small = builtAgentLoop({ steps: 3, toolRounds: 1, historyEvents: mostEvents(3, 3) });
    const store = memoryClaimChecks();
    const play: Play = {
      store,
      turn: ({ step }, _, attempt) => ({ output: `${step.id} ${attempt}` }),
      validations: [judged(0.5, 'find')],
      refine: () => ({ steps: [{ id: 'find', instruction: 'Look again.', tools: [], tier: 'opus' }] }),
    };
    const first = await runAgents(small, play, { goal: 'Find out', criteria: ['short'] });
    // Nothing answers where another execution would be started, so what is best is the result.
    expect(first.visited).toContain('Continue in a new execution');
    expect(first.output).toMatchObject({ stopReason: 'interrupted', result: 'write 1', validation: { score: 0.5 } });
    const started = first.events.find(
      ({ type, details }) => type === 'TaskScheduled' && details?.resource === 'startExecution.sync:2',
    );
    const { Input, Name } = JSON.parse(String(started?.details?.parameters)) as { Input: object; Name: string };
    expect(Name).toMatch(/-2-0$/);
    expect(Input).toMatchObject({
      resume: { bucket: 'claims', key: expect.stringMatching(/^answers\//) },
      AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID: expect.stringContaining('arn:'),
    });

    const second = await runAgents(small, { ...play, validations: [judged(1)] }, Input as never);
    expect([second.status, second.cause]).toEqual(['SUCCEEDED', undefined]);
    expect(second.turns).toEqual(['find', 'write']);
    expect(second.output).toMatchObject({
      stopReason: 'criteria-met',
      iterations: 2,
      result: 'write 1',
      // Plan, three turns, validation, refinement; two turns and a validation.
      costUsd: 0.09,
    });
    expect(second.asked('plan-steps')).toEqual([]);
  });

  it.each([
    ['nobody kept', { bucket: 'claims', key: `answers/${'0'.repeat(64)}` }],
    ['lies elsewhere', { bucket: 'others', key: `answers/${'0'.repeat(64)}` }],
    ['a caller wrote', { bucket: 'claims', key: 'prompts/mine' }],
  ])('goes on with no run that %s', async (_, resume) => {
    const { error, cause } = await run({}, { resume });
    expect([error, cause]).toEqual(['InvalidInput', 'resume: is no address of a run; leave it out to begin one']);
  });

  const PLANNED = { steps: [...'abcdef'].map((id) => planStep(id, id === 'f' ? ['a'] : [])) };
  const rounds =
    (count: number): Play['turn'] =>
    ({ step }, round) =>
      round < count ? wants(['search-documents', { query: `${step.id}${round}` }]) : { output: step.id };

  it('is shorter than the arithmetic has it', async () => {
    const { events } = await run({ plans: [PLANNED], turn: rounds(4) });
    expect(events.length).toBeLessThan(mostEvents(6, 24));
  });

  it('is so, too, where most of each chain throttles', async () => {
    // Both profiles of sonnet are asked five times each, on every turn; then haiku answers.
    let call = 0;
    const sonnet = { steps: PLANNED.steps.map((step) => ({ ...step, tier: 'sonnet' as const })) };
    const { events, output } = await run({
      plans: [sonnet],
      turn: (task, round, attempt) => {
        call += 1;
        return attempt % 11 === 0 ? rounds(4)!(task, round, attempt) : fails('ThrottlingException');
      },
    });
    expect(call).toBeGreaterThan(6 * 5 * 10);
    expect(output.stopReason).toBe('criteria-met');
    expect(events.length).toBeLessThan(mostEvents(6, 24));
  });

  it('has room for at least one pass over the largest plan, or the machine is not built', () => {
    expect(() => builtAgentLoop({ steps: 50, toolRounds: 20 })).toThrow(/50 steps with 20 rounds.*historyEvents=20000/);
  });
});
