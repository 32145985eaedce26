import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import type { Message, ToolCall } from '../../functions/model-gateway/gateway.ts';
import type { LedgerEntry, UseToolsRequest } from '../../functions/schemas/turn.ts';
import { contentOf } from '../../functions/stores/carried.ts';
import { s3ClaimChecks } from '../../functions/stores/claim-check.ts';
import { s3Library } from '../../functions/stores/library.ts';
import { toolDescriptions } from '../../functions/tools/registry.ts';
import { toolRunner } from '../../functions/tools/tool-runner.ts';
import type { RunTool, ToolDescription } from '../../functions/tools/tool.ts';
import { useTools } from '../../functions/use-tools/use-tools.ts';
import type { UseToolsTools } from '../../functions/use-tools/use-tools.ts';
import { within } from '../../functions/use-tools/within.ts';
import { hostedS3 } from './hosted-s3.ts';
import { memoryClaimChecks } from './fakes.ts';
import { memoryLibrary } from './tools/memory-library.ts';

const SPENT = { inputTokens: 10, outputTokens: 5, costUsd: 0.1, toolCalls: 4 };

const spec = (name: string, rest: Partial<ToolDescription> = {}): ToolDescription => ({
  name,
  description: name,
  input: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'], additionalProperties: false },
  output: {},
  ...rest,
});
const SPECS = [spec('echo'), spec('fail'), spec('hang'), spec('long'), spec('lost')];

const RUNS: Readonly<Record<string, RunTool>> = {
  echo: (input) => Promise.resolve({ value: input, sources: ['a-document'] }),
  fail: () => {
    throw new Error('there is no such thing');
  },
  hang: () => new Promise(() => {}),
  long: () => Promise.resolve({ value: { text: 'x'.repeat(100_000) }, sources: [] }),
};

function world(overrides: Partial<UseToolsTools> = {}) {
  const store = memoryClaimChecks();
  const measured: string[] = [];
  const noted: LedgerEntry[] = [];
  const tools: UseToolsTools = {
    store,
    world: { library: memoryLibrary({}).library },
    describe: async (names) => [
      ...SPECS.filter(({ name }) => names.includes(name)),
      ...(await toolDescriptions(names.filter((name) => name === 'ask-person'))),
    ],
    runner: (name) => {
      const run = RUNS[name];
      return run ? Promise.resolve(run) : Promise.reject(new Error(`tool ${name} cannot be loaded`));
    },
    // What has not ended when everything else has is late.
    within: (milliseconds, work) => {
      const late = Object.assign(new Error(`longer than ${milliseconds} ms`), { name: 'TimeoutError' });
      return Promise.race([work, new Promise<never>((_, reject) => setImmediate(() => reject(late)))]);
    },
    clock: () => 0,
    record: (tool, outcome) => void measured.push(`${tool} ${outcome}`),
    note: (entry) => {
      noted.push(entry);
      return Promise.resolve({ ...entry.spent, costUsd: 7 });
    },
    ...overrides,
  };
  return { tools, store, measured, noted };
}

const call = (name: string, input: unknown = { text: 'hello' }, id = `${name}-1`): ToolCall => ({ id, name, input });
const asked = (toolCalls: readonly ToolCall[], rest: Partial<UseToolsRequest> = {}): UseToolsRequest => ({
  turn: { answer: { text: 'Let me look.', toolCalls } },
  conversation: { answer: [] },
  allowed: ['echo', 'fail', 'hang', 'long', 'lost', 'ask-person'],
  last: false,
  answers: {},
  ledger: null,
  ...rest,
});

async function used(request: UseToolsRequest, { tools, store } = world()) {
  const answer = await useTools(request, tools);
  if (answer.kind !== 'used') throw new Error(`not used, but ${answer.kind}`);
  const conversation = await contentOf(answer.conversation, store);
  return { ...answer, conversation, results: conversation.at(-1)!.toolResults! };
}

describe('use-tools', () => {
  it('runs the tools of a turn and adds both sides to the conversation', async () => {
    const before: readonly Message[] = [{ role: 'assistant', content: 'Earlier.' }];
    const { conversation, toolCalls, totals } = await used(asked([call('echo')], { conversation: { answer: before } }));
    expect(conversation).toEqual([
      ...before,
      { role: 'assistant', content: 'Let me look.', toolCalls: [call('echo')] },
      {
        role: 'user',
        content: '',
        toolResults: [{ id: 'echo-1', status: 'success', content: '{"text":"hello"}', sources: ['a-document'] }],
      },
    ]);
    expect([toolCalls, totals]).toEqual([1, null]);
  });

  it('makes a result of whatever goes wrong, and goes on with the others', async () => {
    const here = world();
    const calls = [
      call('fail'),
      call('lost'),
      call('hang'),
      call('echo', { txt: 1 }),
      call('echo', 'hello', 'echo-2'),
      call('rm -rf'),
      call('echo', { text: 'fine' }, 'echo-3'),
    ];
    const { results, toolCalls } = await used(asked(calls), here);
    expect(results.map(({ id, status, content }) => [id, status, content])).toEqual([
      ['fail-1', 'error', 'there is no such thing'],
      ['lost-1', 'error', 'tool lost cannot be loaded'],
      ['hang-1', 'error', 'longer than 10000 ms'],
      ['echo-1', 'error', 'not run: input.text: is missing; input.txt: is not allowed'],
      ['echo-2', 'error', 'not run: input: must be of type object'],
      ['rm -rf-1', 'error', 'there is no such tool here; the tools are: echo, fail, hang, long, lost, ask-person'],
      ['echo-3', 'success', '{"text":"fine"}'],
    ]);
    expect(toolCalls).toBe(4);
    // Never a name that a model made up, nor anything that it asked.
    expect(here.measured.sort()).toEqual([
      'echo bad-input',
      'echo bad-input',
      'echo used',
      'fail failed',
      'hang timed-out',
      'lost failed',
      'none not-allowed',
    ]);
  });

  it('refuses a tool that exists but was not given to this step', async () => {
    const { results } = await used(asked([call('fail')], { allowed: ['echo'] }));
    expect(results[0]).toMatchObject({ status: 'error', content: 'there is no such tool here; the tools are: echo' });
  });

  it('runs eight tools of a turn, and refuses the others', async () => {
    const calls = Array.from({ length: 10 }, (_, n) => call('echo', { text: String(n) }, `call-${n}`));
    const { results, toolCalls } = await used(asked(calls));
    expect(toolCalls).toBe(8);
    expect(results.map(({ status }) => status)).toEqual([...Array<string>(8).fill('success'), 'error', 'error']);
    expect(results.map(({ id }) => id)).toEqual(calls.map(({ id }) => id));
    expect(results[9]!.content).toContain('at most 8 tools');
  });

  it('says that the answer is due when there is no further round', async () => {
    const { conversation } = await used(asked([call('echo')], { last: true }));
    expect(conversation.at(-1)!.content).toMatch(/^No more tools may be used\./);
  });

  it('cuts a long result, and says how to get the rest', async () => {
    const { results } = await used(asked([call('long')]));
    expect(results[0]!.content.length).toBeLessThan(30_300);
    expect(results[0]!.content).toMatch(/\[cut here, after 30,000 of 100,011 characters; ask for less at once/);
  });

  describe('repeated calls', () => {
    const turnWith = (...calls: readonly ToolCall[]): Message => ({ role: 'assistant', content: '', toolCalls: calls });
    const one = call('echo', { text: 'a', more: { x: 1, y: [2] } });
    const same = call('echo', { more: { y: [2], x: 1 }, text: 'a' }, 'other-id');

    it.each([
      ['twice before', [turnWith(one), turnWith(same)], [one]],
      ['once before and twice in this turn', [turnWith(one)], [same, one]],
      ['three times in this turn', [], [one, call('fail'), same, one]],
    ])('stop the turn before anything runs: %s', async (_, conversation, calls) => {
      const here = world();
      const request = asked(calls, {
        conversation: { answer: conversation },
        ledger: { board: 'b', ticket: 1, spent: SPENT, mostToolCalls: 100 },
      });
      expect(await useTools(request, here.tools)).toEqual({ kind: 'repeated', tool: 'echo' });
      expect([here.measured, here.noted]).toEqual([[], []]);
    });

    it.each([
      ['another input', [turnWith(one, same)], [call('echo', { text: 'a', more: { x: 1, y: [3] } })]],
      ['another tool', [turnWith(one, same)], [call('fail', one.input)]],
      ['the second time', [turnWith(one)], [same]],
    ])('are none: %s', async (_, conversation, calls) => {
      expect((await useTools(asked(calls, { conversation: { answer: conversation } }), world().tools)).kind).toBe(
        'used',
      );
    });
  });

  describe('a question to a person', () => {
    const question = call('ask-person', { question: 'Which supplier?' });

    it('waits for its answer before anything runs, and then is a result', async () => {
      const here = world();
      const request = asked([call('echo'), question], {
        ledger: { board: 'b', ticket: 1, spent: SPENT, mostToolCalls: 100 },
      });
      expect(await useTools(request, here.tools)).toEqual({
        kind: 'question',
        toolCallId: 'ask-person-1',
        question: 'Which supplier?',
      });
      expect([here.measured, here.noted]).toEqual([[], []]);

      const { results, toolCalls } = await used(
        { ...request, answers: { 'ask-person-1': { answered: true, text: 'Voss' } } },
        here,
      );
      expect(results[1]).toEqual({ id: 'ask-person-1', status: 'success', content: '{"answer":"Voss"}', sources: [] });
      expect(toolCalls).toBe(1);
    });

    it('that nobody answered is a failure, which nobody takes for an answer', async () => {
      const answers = { 'ask-person-1': { answered: false, text: 'nobody answered in time' } };
      const { results } = await used(asked([question], { answers }));
      expect(results[0]).toEqual({
        id: 'ask-person-1',
        status: 'error',
        content: 'nobody answered in time',
        sources: [],
      });
    });

    it('is asked one after the other', async () => {
      const second = call('ask-person', { question: 'And when?' }, 'ask-person-2');
      const request = asked([question, second], { answers: { 'ask-person-1': { answered: true, text: 'Voss' } } });
      expect(await useTools(request, world().tools)).toMatchObject({ kind: 'question', question: 'And when?' });
    });

    it.each([
      ['is not allowed', asked([question], { allowed: ['echo'] }), 'there is no such tool here'],
      ['has no text', asked([call('ask-person', {})]), 'input.question: is missing'],
    ])('is an error when it %s', async (_, request, problem) => {
      const { results } = await used(request);
      expect(results[0]).toMatchObject({ status: 'error', content: expect.stringContaining(problem) });
    });
  });

  it('notes the calls that ran with what was spent before, and gives the totals of the run', async () => {
    const here = world();
    const ledger = { board: 'b', ticket: 2, spent: SPENT, mostToolCalls: 100 };
    const { totals } = await used(asked([call('echo'), call('fail'), call('none')], { ledger }), here);
    expect(here.noted).toEqual([{ ...ledger, spent: { ...SPENT, toolCalls: 6 } }]);
    expect(totals).toEqual({ ...SPENT, toolCalls: 6, costUsd: 7 });
  });

  it.each([
    ['six of eight', 10, 6],
    ['none', 4, 0],
    ['none, where others had more than there was', 2, 0],
  ])('runs no more than the budget of the run has room for: %s', async (_, mostToolCalls, ran) => {
    const here = world();
    const ledger = { board: 'b', ticket: 2, spent: SPENT, mostToolCalls };
    const calls = Array.from({ length: 8 }, (_, n) => call('echo', { text: String(n) }, `call-${n}`));
    const { results, toolCalls, conversation } = await used(asked(calls, { ledger }), here);
    expect(toolCalls).toBe(ran);
    expect(here.measured).toHaveLength(ran);
    expect(results.map(({ status }) => status)).toEqual([
      ...Array<string>(ran).fill('success'),
      ...Array<string>(8 - ran).fill('error'),
    ]);
    expect(results.at(-1)?.content).toContain('no room for more calls');
    // And it is told to answer.
    expect(conversation.at(-1)?.content).toContain('Give your final answer now');
  });

  it('shortens what tools answered long ago when a conversation grows too long', async () => {
    let conversation: UseToolsRequest['conversation'] = { answer: [] };
    const here = world();
    for (let turn = 0; turn < 6; turn += 1) {
      const calls = Array.from({ length: 5 }, (_, n) => call('long', { text: `${turn}.${n}` }, `${turn}.${n}`));
      const answer = await useTools(asked(calls, { conversation }), here.tools);
      if (answer.kind !== 'used') throw new Error(answer.kind);
      conversation = answer.conversation;
    }
    const messages = await contentOf(conversation, here.store);
    expect(JSON.stringify(messages).length).toBeLessThanOrEqual(600_000);
    expect(messages).toHaveLength(12);
    const lengths = messages.flatMap(({ toolResults = [] }) => toolResults.map(({ content }) => content.length));
    expect(lengths).toEqual(lengths.toSorted((a, b) => a - b));
    expect(lengths[0]).toBeLessThan(600);
    expect(lengths.at(-1)).toBeGreaterThan(30_000);
    // Once, however many turns come after it.
    expect(messages[1]!.toolResults![0]!.content).toMatch(
      /after 400 of 30,\d{3} characters; it was shortened to make room/,
    );
  });

  it('refuses a turn that asks for nothing', async () => {
    await expect(useTools(asked([]), world().tools)).rejects.toThrow('asks for no tool');
  });

  it('waits for work only so long', async () => {
    expect(await within(60_000, Promise.resolve('done'))).toBe('done');
    await expect(within(60_000, Promise.reject(new Error('failed')))).rejects.toThrow('failed');
    await expect(within(1, new Promise(() => {}))).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  describe('with S3', () => {
    let hosted: Awaited<ReturnType<typeof hostedS3>>;
    beforeAll(async () => {
      hosted = await hostedS3('claims', 'library');
    });
    afterAll(() => hosted.close());

    it('reads the library with the real tools, and carries a long conversation by reference', async () => {
      const { PutObjectCommand } = await import('@aws-sdk/client-s3');
      const put = (Key: string, Body: string) =>
        hosted.client.send(new PutObjectCommand({ Bucket: 'library', Key, Body }));
      await put('policy.md', `# Policy\n\nNo supplier gets more than 60 % of a year.\n\n${'More text. '.repeat(2000)}`);
      await put('orders.csv', 'supplier,amount\nVoss,"€1,200"\nVoss,€300\n');
      const store = s3ClaimChecks('claims', () => hosted.client);
      const { tools } = world({
        store,
        world: { library: s3Library('library', () => hosted.client) },
        describe: toolDescriptions,
        runner: toolRunner,
        within: (_, work) => work,
      });
      const calls = [
        call('search-documents', { query: 'supplier share', limit: 1 }),
        call('fetch-document', { id: 'policy' }),
        call('query-table', { table: 'orders', aggregate: [{ column: 'amount', function: 'sum' }] }),
        call('calculate', { expression: '0.6 * 48000' }),
        call('statistics', { operation: 'mean', values: [1, 2] }),
      ];
      const turn = { answerRef: await store.keep('answers', JSON.stringify({ text: '', toolCalls: calls })) };
      const allowed = calls.map(({ name }) => name);
      const answer = await useTools(asked([], { turn, allowed }), tools);
      if (answer.kind !== 'used') throw new Error(answer.kind);
      expect(answer.conversation).toEqual({
        answerRef: { bucket: 'claims', key: expect.stringMatching(/^answers\//) },
      });
      const [, { toolResults = [] }] = (await contentOf(answer.conversation, store)) as [Message, Message];
      expect(toolResults.map(({ status, sources }) => [status, sources])).toEqual([
        ['success', ['policy']],
        ['success', ['policy']],
        ['success', ['orders']],
        ['success', []],
        ['success', []],
      ]);
      expect(JSON.parse(toolResults[2]!.content)).toMatchObject({ rows: [[1500]] });
      expect(JSON.parse(toolResults[3]!.content)).toMatchObject({ value: 28800 });
    });
  });
});
