import { describe, expect, it } from '@jest/globals';
import { SLOW_CALL_MS } from '../../functions/model-gateway/catalog.ts';
import type { Message, ModelReply } from '../../functions/model-gateway/gateway.ts';
import type { Prompts } from '../../functions/prompts/prompt.ts';
import type { AgentTask, TurnRequest } from '../../functions/schemas/turn.ts';
import { takeTurn } from '../../functions/take-turn/take-turn.ts';
import type { TurnTools } from '../../functions/take-turn/take-turn.ts';
import type { ToolDescription } from '../../functions/tools/tool.ts';
import { scriptedModels, stepEvent, stepTools } from './fakes.ts';

const SEARCH: ToolDescription = {
  name: 'search-documents',
  description: 'Looks for documents.',
  input: { type: 'object', properties: { query: { type: 'string' } } },
  output: { type: 'array' },
};

const TASKS = {
  step: {
    role: 'step',
    goal: 'Find out why.',
    criteria: ['has figures'],
    step: { id: 'count', title: 'Count', instruction: 'Count.', dependsOn: ['plan'], tools: [], tier: 'haiku' },
    needs: [],
    problem: null,
  },
  gatherer: { role: 'gatherer', topic: 'Deliveries', audience: 'the board' },
  analyst: {
    role: 'analyst',
    topic: 'Deliveries',
    audience: '',
    question: { question: 'How late?', why: 'It costs.', sources: ['deliveries'] },
  },
  writer: {
    role: 'writer',
    topic: 'Deliveries',
    audience: '',
    outline: { title: 'Deliveries', questions: [{ question: 'How late?', why: 'It costs.', sources: ['deliveries'] }] },
    analyses: [
      {
        answer: {
          question: 'How late?',
          findings: [{ statement: 'Late.', sources: ['survey'] }],
          counterarguments: [{ statement: 'Not always.', sources: ['letter'] }],
          implications: 'Look for others.',
        },
      },
    ],
    draft: null,
    issues: [],
  },
  reviewer: {
    role: 'reviewer',
    topic: 'Deliveries',
    audience: '',
    draft: { answer: { title: 'D', summary: 'S', sections: [{ heading: 'H', body: 'B' }] } },
  },
} as const satisfies Record<string, AgentTask>;

/** What a tool showed. */
function seen(...sources: string[]): readonly Message[] {
  return [
    { role: 'assistant', content: '', toolCalls: [{ id: 'c1', name: 'search-documents', input: { query: 'late' } }] },
    { role: 'user', content: '', toolResults: [{ id: 'c1', status: 'success', content: '…', sources }] },
  ];
}

function turn(
  task: AgentTask,
  script: readonly (string | object)[],
  { conversation = { answer: [] }, tools = [] }: Partial<TurnRequest> = {},
  prepare: (tools: ReturnType<typeof stepTools>) => Partial<TurnTools> = () => ({}),
) {
  const replies = script.map((one) => (typeof one === 'object' && 'stop' in one ? one : JSON.stringify(one)));
  const { models, calls } = scriptedModels(...(replies as (string | Partial<ModelReply>)[]));
  const world = stepTools(models, 'us.small');
  const toolDescriptions = (names: readonly string[]) => Promise.resolve(names.map((name) => ({ ...SEARCH, name })));
  const event = stepEvent<TurnRequest>({ task, tools, conversation }, 'us.small', 'haiku');
  const answer = () => takeTurn(event, { ...world.tools, toolDescriptions, ...prepare(world) });
  return { answer, calls, measured: world.measured, counted: world.counted };
}

/** What the model was told to mend. */
async function problemsOf(task: AgentTask, wrong: object, conversation: readonly Message[] = []) {
  const { answer, calls } = turn(task, [wrong, wrong], { conversation: { answer: conversation } });
  await expect(answer()).rejects.toMatchObject({ name: 'MalformedAnswer' });
  const ask = calls[1]?.messages.at(-1)?.content ?? '';
  return ask.split('\n').filter((line) => line.startsWith('- '));
}

describe('a turn', () => {
  it('begins with the task, and offers the tools by name', async () => {
    const { answer, calls } = turn(TASKS.gatherer, [{ text: '', stop: 'tools', toolCalls: [] }], {
      tools: ['search-documents', 'calculate'],
    });
    expect(await answer()).toMatchObject({ outcome: 'tools', content: { answer: { text: '', toolCalls: [] } } });
    expect(calls).toMatchObject([
      {
        promptId: 'gather-sources@1',
        messages: [{ role: 'user', content: expect.stringContaining('<topic>\nDeliveries\n</topic>') }],
        tools: [
          { name: 'search-documents', description: SEARCH.description, inputSchema: SEARCH.input },
          { name: 'calculate' },
        ],
        maxTokens: 50,
      },
    ]);
    expect(calls[0]?.messages).toHaveLength(1);
  });

  it('goes on with the conversation, also where that lies elsewhere', async () => {
    const output = { output: 'Late.', sources: ['survey'] };
    const conversation = { answerRef: { bucket: 'claims', key: 'answers/9' } };
    const { answer, calls } = turn(TASKS.step, [output], { conversation }, ({ store }) => {
      store.objects.set('claims/answers/9', JSON.stringify(seen('survey')));
      return {};
    });
    expect(await answer()).toMatchObject({ outcome: 'answered', content: { answer: output } });
    expect(calls[0]?.messages.slice(1)).toEqual(seen('survey'));
  });

  it('uses the words that are pinned, under the id that metrics know', async () => {
    const pinned: Prompts = {
      pinned: (embedded) => Promise.resolve({ ...embedded, system: 'Be kind.', template: 'About: {{topic}}' }),
    };
    const { answer, calls, measured } = turn(TASKS.gatherer, [{ stop: 'tools' }], {}, ({ tools }) => ({
      ...tools,
      prompts: pinned,
    }));
    await answer();
    expect(calls).toMatchObject([
      {
        promptId: 'gather-sources@1',
        system: 'Be kind.',
        messages: [{ content: 'About: <topic>\nDeliveries\n</topic>' }],
      },
    ]);
    expect(measured).toEqual(['gather-sources@1 haiku tools']);
  });

  it.each([
    [SLOW_CALL_MS.haiku, 'good'],
    [SLOW_CALL_MS.haiku + 1, 'bad'],
  ])('of %p ms counts as %s for its tier', async (latencyMs, outcome) => {
    const { answer, counted } = turn(TASKS.gatherer, [{ stop: 'tools', latencyMs }]);
    await answer();
    expect(counted).toEqual([`b a ${outcome}`]);
  });

  it.each([
    ['step', TASKS.step, { output: 'x'.repeat(2_000), sources: [] }, true],
    [
      'analyst',
      TASKS.analyst,
      { question: 'q', findings: [], counterarguments: [], implications: 'x'.repeat(2_000) },
      true,
    ],
    [
      'writer',
      TASKS.writer,
      { title: 'T', summary: '[@survey]', sections: [{ heading: 'H', body: 'x'.repeat(2_000) }] },
      false,
    ],
  ])('of the %s shares its state with others, or not', async (_role, task, output, shares) => {
    const { content } = await turn(task, [output]).answer();
    expect('answerRef' in content).toBe(shares);
  });
});

describe('what a step is shown', () => {
  const need = (id: string, output: string) =>
    ({ id, status: 'done', content: { answer: { output, sources: [`${id}-source`] } } }) as const;

  it('are the results that it builds on, and what became of those that are missing', async () => {
    const failed = { id: 'c', status: 'failed', error: { code: 'TooManyRounds', message: 'no end' } } as const;
    const kept = { id: 'b', status: 'done', content: { answerRef: { bucket: 'claims', key: 'b' } } } as const;
    const task = { ...TASKS.step, needs: [need('a', 'One.'), kept, failed], problem: 'No figures.' };
    const { answer, calls } = turn(task, [{ output: 'Two.', sources: ['a-source', 'b-source'] }], {}, ({ store }) => {
      store.objects.set('claims/b', JSON.stringify({ output: 'Two.', sources: ['b-source'] }));
      return {};
    });
    expect(await answer()).toMatchObject({ outcome: 'answered' });
    const said = calls[0]?.messages[0]?.content ?? '';
    expect(JSON.parse(/<results>\n([^]*)\n<\/results>/.exec(said)?.[1] ?? '')).toEqual([
      { id: 'a', status: 'done', output: 'One.', sources: ['a-source'] },
      { id: 'b', status: 'done', output: 'Two.', sources: ['b-source'] },
      failed,
    ]);
    expect(said).toMatch(/<problem>\nNo figures\.\n<\/problem>$/);
  });

  it('is cut where a result is long, between characters', async () => {
    const long = `${'x'.repeat(23_999)}😀${'Q'.repeat(9_999)}`;
    const { answer, calls } = turn({ ...TASKS.step, needs: [need('a', long)] }, [{ output: 'Two.', sources: [] }]);
    await answer();
    const said = calls[0]?.messages[0]?.content ?? '';
    expect(said).toContain('x\\n[cut here, after 23,999 of 34,000 characters]');
    expect(said).not.toMatch(/[Q\uD83D]/);
  });
});

describe('an answer that cites', () => {
  const cannot = (path: string, id: string) =>
    expect.stringMatching(
      new RegExp(`^- ${path}: “${id}” is not the id of a document that you have seen; cite only ids`),
    );

  it('what a step has not seen is refused, and can be looked up', async () => {
    const wrong = { output: 'Late.', sources: ['survey', 'memory'] };
    expect(await problemsOf(TASKS.step, wrong, seen('survey'))).toEqual([cannot('sources.1', 'memory')]);
    const look = { text: '', stop: 'tools', toolCalls: [{ id: 'c2', name: 'search-documents', input: {} }] };
    const { answer } = turn(TASKS.step, [wrong, look], { tools: ['search-documents'] });
    expect(await answer()).toMatchObject({ outcome: 'tools', costUsd: 0.02 });
  });

  it('an id at length is told in short', async () => {
    const [problem] = await problemsOf(TASKS.step, { output: 'x', sources: ['y'.repeat(150)] });
    expect(problem).toContain(`“${'y'.repeat(80)}”`);
  });

  it('nothing at all is no result of a step', async () => {
    expect(await problemsOf(TASKS.step, { output: ' ', sources: [] })).toEqual(['- output: must not be empty']);
  });

  it('documents that an analyst neither saw nor was given', async () => {
    const finding = (id: string) => ({ statement: 'Late.', sources: [id] });
    const wrong = {
      question: 'How late?',
      findings: [finding('deliveries'), finding('survey'), finding('memory')],
      counterarguments: [finding('dream')],
      implications: 'Some.',
    };
    expect(await problemsOf(TASKS.analyst, wrong, seen('survey'))).toEqual([
      cannot('findings.2.sources.0', 'memory'),
      cannot('counterarguments.0.sources.0', 'dream'),
    ]);
  });

  it('for a question that is to be answered by nothing, though something was found', async () => {
    const question = (...sources: string[]) => ({ question: 'How late?', why: 'It costs.', sources });
    const outline = { title: 'T', questions: [question('survey'), question(), question('memory')] };
    expect(await problemsOf(TASKS.gatherer, outline, seen('survey'))).toEqual([
      '- questions.1.sources: must name at least one of the documents that were found',
      cannot('questions.2.sources.0', 'memory'),
    ]);
    const nothing = { title: 'T', questions: [question()] };
    const { answer } = turn(TASKS.gatherer, [nothing], { conversation: { answer: seen() } });
    expect(await answer()).toMatchObject({ content: { answer: nothing } });
  });

  it('in the words of a report', async () => {
    const draft = (summary: string, body: string) => ({ title: 'T', summary, sections: [{ heading: 'H', body }] });
    const good = draft('A [@survey], b [@letter].', 'C [@deliveries][@survey]. [a link](x), [@ no');
    expect(await turn(TASKS.writer, [good]).answer()).toMatchObject({ content: { answer: good } });
    expect(await problemsOf(TASKS.writer, draft('A [@memory].', 'B [@survey; @letter], C [@].'))).toEqual([
      cannot('summary', 'memory'),
      cannot('sections.0.body', 'survey; @letter'),
      cannot('sections.0.body', ''),
    ]);
    const elsewhere = { title: 'T [@dream]', summary: '[@survey]', sections: [{ heading: 'H [@memory]', body: 'B' }] };
    expect(await problemsOf(TASKS.writer, elsewhere)).toEqual([
      cannot('title', 'dream'),
      cannot('sections.0.heading', 'memory'),
    ]);
    const spaced = draft('A [@ survey ].', 'B.');
    expect(await turn(TASKS.writer, [spaced]).answer()).toMatchObject({ content: { answer: spaced } });
    expect(await problemsOf(TASKS.writer, draft('A.', 'B.'))).toEqual([
      '- sections: nothing is cited; put [@document-id] behind each claim that comes from a document',
    ]);
  });
});

describe('a report', () => {
  it('is revised with its draft and its issues at hand', async () => {
    const draft = { title: 'T', summary: '[@survey]', sections: [{ heading: 'H', body: 'B' }] };
    const issues = [{ where: 'H', problem: 'No figure.' }];
    const task = { ...TASKS.writer, draft: { answerRef: { bucket: 'claims', key: 'd' } }, issues };
    const { answer, calls } = turn(task, [draft], {}, ({ store }) => {
      store.objects.set('claims/d', JSON.stringify({ ...draft, title: 'First' }));
      return {};
    });
    expect(await answer()).toMatchObject({ content: { answer: draft } });
    const said = calls[0]?.messages[0]?.content ?? '';
    expect(JSON.parse(/<draft>\n([^]*)\n<\/draft>/.exec(said)?.[1] ?? '')).toEqual({ ...draft, title: 'First' });
    expect(JSON.parse(/<issues>\n([^]*)\n<\/issues>/.exec(said)?.[1] ?? '')).toEqual(issues);
  });

  it('is reviewed as it stands', async () => {
    const review = { approved: true, score: 0.9, issues: [], comment: 'Good.' };
    const { answer, calls } = turn(TASKS.reviewer, [review]);
    expect(await answer()).toMatchObject({ content: { answer: review } });
    expect(calls[0]?.messages[0]?.content).toContain('"heading": "H"');
    expect(await problemsOf(TASKS.reviewer, { ...review, approved: false })).toEqual([
      '- issues: must say what has to be mended, since the report is not approved',
    ]);
  });
});
