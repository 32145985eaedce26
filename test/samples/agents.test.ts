import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { checkPlan } from '../../functions/check-plan/check-plan.ts';
import type { PlanStep } from '../../functions/schemas/agent.ts';
import type { ReportDraft } from '../../functions/schemas/research.ts';
import { createDriver } from '../../samples/offline-driver.ts';
import type { ModelRequest } from '../../local/models/driver.ts';
import type { Library } from '../../functions/tools/tool.ts';
import { ALL_TOOLS, offlineAgents, sampleLibrary } from './offline-agents.ts';

const agents = offlineAgents();

function sample<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../../samples/inputs/${name}.json`, import.meta.url), 'utf8')) as T;
}

interface Case {
  readonly goal: string;
  readonly criteria?: readonly string[];
  /** What the answer speaks of, as patterns. */
  readonly says: readonly RegExp[];
  readonly sources: readonly string[];
}

// Figures are looked up in the library itself, which may be written anew; these only say where they come from.
const GOALS: readonly Case[] = [
  {
    goal: 'Compare our boiler suppliers by price, lead time and rejects, and recommend one for the Rowan.',
    says: [/unit price by supplier/i, /lead time days by supplier/i, /## Comparison/, /## Recommendation/, /Anselmi/],
    sources: ['supplier-prices', 'deliveries-2025'],
  },
  {
    goal: 'Which supplier was late most often in 2025?',
    says: [/highest: share of orders with days late above 0/i, /Dravec/],
    sources: ['deliveries-2025'],
  },
  {
    goal: 'How many machines came back in 2025 because of the boiler, and what does a repair cost us?',
    says: [/total boiler faults, all together: \d+/i, /a repair under warranty/i],
    sources: ['sales-and-returns-2025', 'quality-report-2025'],
  },
  {
    goal: 'What is the test pressure of the boiler, and how long is the exchange in service?',
    says: [/8 bar for 30 s/, /25 minutes/],
    sources: ['boiler-specification'],
  },
  {
    goal: 'Write a short memo for the board on the risks of boiler supply in 2026.',
    says: [/second line is late again/],
    sources: ['risk-register-2026'],
  },
  {
    goal: 'Summarize the sourcing policy, the sustainability policy and the risk register.',
    says: [/## Sourcing policy/, /60 %/, /## Sustainability policy/, /9\.0 kg/, /## Risk register/],
    sources: ['sourcing-policy', 'sustainability-policy', 'risk-register-2026'],
  },
  {
    goal: 'Why do owners complain about the Rowan?',
    says: [/water under the machine/],
    sources: ['customer-feedback-2025'],
  },
  {
    goal: 'What are the CO2 limits for boilers, and which suppliers are above them?',
    says: [/9\.0 kg CO2e/, /Sunhe is above the limit/],
    sources: ['sustainability-policy'],
  },
  {
    goal: 'How did sales of the Rowan develop over the months of 2025?',
    says: [/units sold by month \(model Rowan\)/i, /a change of [\d.]+ %/],
    sources: ['sales-and-returns-2025'],
  },
  {
    goal: 'What does BLR-20 cost at 2,000 pieces from Anselmi and from Voss?',
    says: [/from quantity 2,000\): .*Voss Thermik 37\.06/, /Anselmi Caldaie 33\.85/],
    sources: ['supplier-prices'],
  },
  {
    goal: 'I want to know the average days late per supplier and the total number of rejected boilers.',
    says: [/average days late by supplier/i, /total rejected .*all together: \d+/i],
    sources: ['deliveries-2025'],
  },
  {
    goal: 'Please find out when the second line of Anselmi starts, and what the letter says about the Rowan.',
    says: [/July 2026|January 2026/, /new bracket/],
    sources: ['letter-anselmi-2026-01'],
  },
  {
    goal: '- the lower flange of the boiler\n- moving the Rowan to another boiler',
    says: [/flange/, /€46,000/],
    sources: ['boiler-specification'],
  },
];

describe.each(GOALS)('the offline agents, asked “$goal”', ({ goal, criteria = [], says, sources }) => {
  it('come to a result that answers it and names its sources', async () => {
    const { result, steps, stopReason } = await agents.reach(goal, criteria);
    for (const pattern of says) expect(result.output).toMatch(pattern);
    expect(result.sources).toEqual(expect.arrayContaining([...sources]));
    expect(stopReason).toBe('criteria-met');
    // What is cited in the text is listed, and each step that found something says where.
    const known = (await sampleLibrary().list()).map(({ id }) => id);
    for (const { output } of [{ output: result }, ...steps]) {
      const cited = [...output.output.matchAll(/ \[([a-z][\w-]+)\]/g)].map(([, id]) => id);
      expect(output.sources).toEqual(expect.arrayContaining(cited));
      expect(known).toEqual(expect.arrayContaining([...output.sources]));
      expect(output.output.trim()).not.toBe('');
    }
  });
});

describe('the offline agents', () => {
  it.each([
    'What is the melting point of gallium?',
    'Tell me about our parental leave policy.',
    'Summarize the merger talks with Oberon Holdings and the pension fund of the plant in Brno.',
    'Kannst du den Weltmeister im Hochsprung nennen?',
    '🎉',
  ])('say that the library has nothing on “%s”, and stop when a second look brings nothing', async (goal) => {
    const { result, stopReason, validations } = await agents.reach(goal);
    expect(result.output).toMatch(/library has nothing|say nothing about|not found/i);
    expect(result.sources).toEqual([]);
    expect(stopReason).toBe('no-progress');
    expect(validations).toHaveLength(2);
  });

  it('answer what is known and name what is not', async () => {
    const { result } = await agents.reach('How many boilers did we reject in 2025, and what is the capital of Peru?');
    expect(result.output).toMatch(/total rejected|rejected \d+ of them/i);
    expect(result.output).toMatch(/say nothing about “what is the capital of Peru”/i);
  });

  it('are the same in each run', async () => {
    const goal = 'Compare Voss Thermik and Dravec Metal by price and rejects.';
    expect(await offlineAgents().reach(goal)).toEqual(await offlineAgents().reach(goal));
  });

  it('meet the criteria of the simple sample at once', async () => {
    const { goal, criteria } = sample<Case>('agent-goal-simple');
    const { validations, stopReason } = await agents.reach(goal, criteria);
    expect({ stopReason, scores: validations.map(({ score }) => score) }).toEqual({
      stopReason: 'criteria-met',
      scores: [1],
    });
  });

  it('refine the plan of the other sample once, and then have what was missing', async () => {
    const { goal, criteria } = sample<Case>('agent-goal-refined');
    const { validations, stopReason, result } = await agents.reach(goal, criteria);
    expect(stopReason).toBe('criteria-met');
    expect(validations.map(({ score }) => score)).toEqual([0.67, 1]);
    expect(validations[0]?.criticism).toEqual([
      { id: expect.stringMatching(/^find-/), problem: expect.stringContaining('weaker euro') },
    ]);
    expect(result.output).toContain('$1.10 for a euro');
  });

  it('ask a person once where the goal says so, and report the answer', async () => {
    const goal =
      'Find out what an exception for Dravec would allow. Ask the managing director whether she would sign one.';
    const { result, plan } = await offlineAgents({ answer: 'Only until June.' }).reach(goal);
    expect(plan.steps.flatMap(({ tools }) => tools).filter((name) => name === 'ask-person')).toHaveLength(1);
    expect(result.output).toContain('“Only until June.”');
  });

  it('criticise an answer without figures where the goal asks for them', async () => {
    const { validations } = await agents.reach('How many people work at the plant in Brno?');
    expect(validations[0]?.feedback).toMatch(/no figures/);
  });
});

const BROKEN: Library = {
  list: () => Promise.reject(new Error('the bucket is gone')),
  read: () => Promise.reject(new Error('the bucket is gone')),
};

describe('the offline agents, when a person has to be asked', () => {
  const goal =
    'Find out what an exception for Dravec would allow. Ask the managing director whether she would sign an exception.';

  it.each([
    'nobody answered in time',
    'the person declined to answer: I am on leave',
    'there is no time left to ask a person',
  ])('say that nobody answered, and do not take it for an answer: %s', async (answer) => {
    const silent = offlineAgents({ answer, answered: false });
    const { result, steps, validations, stopReason } = await silent.reach(goal);
    const said = [...steps.map(({ output }) => output.output), result.output];
    for (const text of said) expect(text).not.toMatch(/person responsible answered/);
    expect(result.output).toMatch(/nobody answered this: whether she would sign an exception/i);
    expect(result.output).toContain(answer);
    expect(stopReason).toBe('no-progress');
    expect(validations[0]).toMatchObject({ meetsCriteria: false, score: 0.5 });
    expect(validations[0]?.feedback).toContain('Nobody answered this');
  });

  it.each([
    { answered: true, answer: 'Only until June.', meetsCriteria: true },
    { answered: false, answer: 'nobody answered in time', meetsCriteria: false },
  ])('measure a criterion about the answer by it: $answered', async ({ answered, answer, meetsCriteria }) => {
    const criteria = ['It says whether the managing director would sign an exception.'];
    const { validations } = await offlineAgents({ answer, answered }).reach(goal, criteria);
    expect(validations[0]?.meetsCriteria).toBe(meetsCriteria);
  });

  it('do not ask whoever has declined a second time', async () => {
    const step = { ...personStep, instruction: 'Ask the director whether to go on. A person has to be asked, once.' };
    const problem = 'Nobody answered this: whether to go on (the person declined to answer: no).';
    const task = { role: 'step', goal, criteria: [], step, needs: [], problem } as const;
    const { answer, calls } = await agents.turns<{ output: string }>(task, ['ask-person']);
    expect(calls).toEqual([]);
    expect(answer.output).toContain('nobody answered this: whether to go on (the person declined to answer: no)');
  });

  const personStep: PlanStep = {
    id: 'ask',
    title: 'Ask',
    instruction: '',
    dependsOn: [],
    tools: ['ask-person'],
    tier: 'haiku',
  };
});

describe('the offline agents, when a tool fails', () => {
  it('say that the search failed, and nothing about the documents', async () => {
    const { result, validations } = await offlineAgents({ library: BROKEN }).reach(
      'What is the test pressure of the boiler?',
    );
    expect(result.output).toMatch(/could not be searched/);
    expect(result.output).toMatch(/search for “.*test pressure.*” failed \(the bucket is gone/);
    expect(result.output).not.toMatch(/say nothing about|library has nothing/);
    expect(validations[0]?.meetsCriteria).toBe(false);
  });

  it('say so of a calculation', async () => {
    const { result, validations } = await agents.reach('What is 12 / (4 - 4)?');
    expect(result.output).toMatch(/12 \/ \(4 - 4\) could not be calculated \(.*zero/);
    expect(result.output).not.toMatch(/library has nothing/);
    expect(validations[0]).toMatchObject({ meetsCriteria: false, score: 0 });
  });
});

describe('the offline agents, asked to calculate', () => {
  it.each([
    ['What is 17 * 23 + 4?', ['= 395']],
    ['Calculate 12% of 48,000 and (3.5 + 2)^2.', ['= 5,760', '= 30.25']],
    ['Please work out 12 times 7 minus 3, and tell me what sqrt(16) + 1.5 is.', ['= 81', '= 5.5']],
    ['(2)*(3)*(4)', ['= 24']],
  ])('work out “%s” without the library', async (goal, results) => {
    const { result, plan, validations } = await agents.reach(goal);
    for (const text of results) expect(result.output).toContain(text);
    expect(new Set(plan.steps.flatMap(({ tools }) => tools))).toEqual(new Set(['calculate']));
    expect(result.sources).toEqual([]);
    expect(validations).toMatchObject([{ meetsCriteria: true, score: 1 }]);
  });

  it('do both where the goal has a question beside it', async () => {
    const { result } = await agents.reach('What is the test pressure of the boiler, and what is 17 * 23 + 4?');
    expect(result.output).toContain('8 bar for 30 s');
    expect(result.output).toContain('= 395');
  });

  it.each(['2025-01-20', '24/7 service', 'BLR-20', 'a delay of 2 - 3 weeks', '2024/25', '+49 30 1234 5678'])(
    'take “%s” for no calculation',
    async (text) => {
      const { steps } = await agents.plan(`What do we know about ${text}?`, []);
      expect(steps.map(({ title }) => title).join()).not.toMatch(/Calculate/);
    },
  );
});

describe('the offline agents, asked about a document', () => {
  const bullets = (text: string): readonly string[] => text.split('\n').filter((line) => line.startsWith('- '));

  it.each([
    'Summarize the risk register in five bullets.',
    'Give me a summary of the sourcing policy in 5 bullet points.',
  ])('give as many bullets as asked for: %s', async (goal) => {
    const { result, validations } = await agents.reach(goal);
    expect(bullets(result.output)).toHaveLength(5);
    expect(result.sources).toHaveLength(1);
    expect(validations).toMatchObject([{ meetsCriteria: true }]);
  });

  it('tell what it says', async () => {
    const { result } = await agents.reach('What does the letter from Anselmi say?');
    expect(result.sources).toEqual(['letter-anselmi-2026-01']);
    expect(result.output).toMatch(/second line will therefore start in July 2026/);
    expect(result.output).toMatch(/7,000 boilers/);
    expect(bullets(result.output).length).toBeGreaterThanOrEqual(5);
  });

  it.each([
    'Summarize the sourcing brief.',
    'Which share of the boilers goes to each supplier, and what would go wrong?',
  ])('tell nothing of what it only asks others to write: %s', async (goal) => {
    const { result } = await agents.reach(goal);
    expect(result.output).not.toMatch(/A recommended share for each supplier/);
  });

  it('tell it where that is the question', async () => {
    const { result } = await agents.reach('What does the proposal have to contain?');
    expect(result.output).toMatch(/A recommended share for each supplier/);
  });

  it.each(['Shares of the boiler suppliers in 2026', 'The number of boilers for each supplier'])(
    'report nothing of it as a finding: %s',
    async (topic) => {
      const { draft } = await agents.report(topic);
      expect(JSON.stringify(draft)).not.toMatch(/A recommended share for each supplier/);
    },
  );

  it('tell all of a part that the question names', async () => {
    const { result } = await agents.reach('What risks does the risk register name?');
    for (const risk of ['R1', 'R2', 'R3', 'R4', 'R5', 'R6']) expect(result.output).toContain(`- ${risk}: `);
  });

  it('say when it has fewer statements than bullets were asked for', async () => {
    const { validations } = await agents.reach('Summarize the minutes in twelve bullets.');
    expect(validations[0]?.feedback).toMatch(/bullets, and 12 were asked for|met\./);
  });
});

describe('the offline validator', () => {
  it.each([
    'How many boilers do we plan to buy from Sunhe per quarter in 2027?',
    'How many boilers did Voss deliver per quarter in 2025?',
  ])('is not content with figures that are about something else: %s', async (goal) => {
    const { validations } = await agents.reach(goal);
    expect(validations[0]?.meetsCriteria).toBe(false);
    expect(validations[0]?.score).toBeLessThan(1);
  });
});

describe('the offline planner', () => {
  it.each(GOALS.map(({ goal }) => goal))('makes a plan of three to nine steps for “%s”', async (goal) => {
    const plan = await agents.plan(goal, []);
    expect(plan.steps.length).toBeGreaterThanOrEqual(3);
    expect(plan.steps.length).toBeLessThanOrEqual(9);
    expect(checkPlan({ plan, tools: ALL_TOOLS }, { steps: 9 }).problems).toEqual([]);
    // One step writes the answer, from all others.
    const needed = new Set(plan.steps.flatMap(({ dependsOn }) => dependsOn));
    expect(plan.steps.filter(({ id }) => !needed.has(id))).toEqual([plan.steps.at(-1)]);
  });

  const step = (id: string, more: Partial<PlanStep> = {}): PlanStep => ({
    id,
    title: id,
    instruction: `Do ${id}.`,
    dependsOn: [],
    tools: [],
    tier: 'haiku',
    ...more,
  });

  it.each<[string, readonly PlanStep[]]>([
    ['unknown tools', [step('a', { tools: ['browse-web', 'calculate'] })]],
    [
      'a circle',
      [step('a', { dependsOn: ['b'] }), step('b', { dependsOn: ['a'] }), step('c', { dependsOn: ['b', 'c'] })],
    ],
    ['unknown dependencies', [step('a', { dependsOn: ['nobody'] })]],
    ['ids that are none', [step('A step!'), step('A step?'), step('', { dependsOn: ['A step!'] })]],
    [
      'too many steps',
      Array.from({ length: 40 }, (_, index) => step(`s${index}`, { dependsOn: index > 0 ? [`s${index - 1}`] : [] })),
    ],
    ['empty texts', [step('a', { title: '', instruction: ' ' })]],
    ['no steps', []],
  ])('mends a plan with %s', async (_, steps) => {
    const limits = { steps: 20 };
    const { problems } = checkPlan({ plan: { steps }, tools: ALL_TOOLS }, limits);
    expect(problems).not.toEqual([]);
    const mended = await agents.plan('Compare our suppliers.', [], { plan: { steps }, problems });
    expect(checkPlan({ plan: mended, tools: ALL_TOOLS }, limits).problems).toEqual([]);
    expect(mended.steps.length).toBeGreaterThan(0);
  });
});

const TOPICS = [
  sample<{ topic: string; audience: string }>('research-topic'),
  { topic: 'Should Merrowby keep Dravec as a supplier in 2026?', audience: '' },
  { topic: 'Emissions of purchased boilers and the limits for them', audience: 'the head of sustainability' },
];

describe.each(TOPICS)('a report on “$topic”', ({ topic, audience }) => {
  it('has three questions or more, findings with sources, and a draft that cites only these', async () => {
    const { outline, analyses, draft, verdict } = await agents.report(topic, audience);
    expect(outline.questions.length).toBeGreaterThanOrEqual(3);
    for (const { sources } of outline.questions) expect(sources).not.toEqual([]);
    const findings = analyses.flatMap((analysis) => [...analysis.findings, ...analysis.counterarguments]);
    expect(analyses.every((analysis) => analysis.implications !== '')).toBe(true);
    expect(findings.length).toBeGreaterThan(8);
    const known = new Set(findings.flatMap(({ sources }) => sources));
    expect(citedIn(draft).length).toBeGreaterThan(5);
    expect([...known]).toEqual(expect.arrayContaining([...citedIn(draft)]));
    expect(draft.sections.map(({ heading }) => heading).slice(-3)).toEqual([
      'Implications',
      'Recommendations',
      'Conclusion',
    ]);
    expect(JSON.stringify(draft)).not.toMatch(/undefined|NaN|\[object/);
    expect(verdict).toMatchObject({ approved: true, issues: [] });
  });
});

describe('a report on what the library does not know', () => {
  it('names the gap', async () => {
    const { outline, analyses, draft, verdict } = await agents.report('Quantum chromodynamics of glueballs');
    expect(outline.questions).toHaveLength(1);
    expect(analyses).toMatchObject([{ findings: [], counterarguments: [] }]);
    expect(draft.summary).toMatch(/say nothing about/);
    expect(citedIn(draft)).toEqual(outline.questions[0]?.sources);
    expect(verdict).toMatchObject({
      approved: false,
      issues: [{ where: 'summary', problem: expect.stringContaining('does not cover the topic') }],
    });
    expect(verdict.score).toBeLessThan(0.3);
    expect(verdict.comment).not.toMatch(/names its sources/);
  });

  it('does not blame the library where it could not be searched', async () => {
    const { outline, analyses, draft, verdict } = await offlineAgents({ library: BROKEN }).report('Boiler suppliers');
    expect(outline.questions[0]?.why).toMatch(/the search failed/);
    expect(analyses[0]?.implications).toMatch(/failed \(the bucket is gone/);
    expect(draft.summary).toMatch(/could not be searched/);
    expect(JSON.stringify([outline, analyses, draft])).not.toMatch(/say nothing about/);
    expect(verdict.approved).toBe(false);
  });
});

describe('the offline reviewer and writer', () => {
  const wrong: ReportDraft = {
    title: 'Boilers',
    summary:
      'Anselmi promises 99,999 boilers for 2026. [@letter-anselmi-2026-01]\n\nThe letter is from January. [@letter-anselmi-2026-01]',
    sections: [{ heading: 'What is missing here', body: 'Nobody says where this comes from.' }],
  };

  it('find a figure that its source does not have, and a section without sources', async () => {
    const task = { role: 'reviewer', topic: 'Boilers', audience: '', draft: { answer: wrong } } as const;
    const { answer } = await agents.turns(task, ALL_TOOLS.slice(0, 3));
    expect(answer).toMatchObject({
      approved: false,
      issues: [
        { where: 'What is missing here', problem: expect.stringContaining('names a source') },
        { where: 'summary', problem: expect.stringContaining('99,999') },
      ],
    });
  });

  it('mend both', async () => {
    const review = { role: 'reviewer', topic: 'Boilers', audience: '', draft: { answer: wrong } } as const;
    const { answer } = await agents.turns<{ issues: { where: string; problem: string }[] }>(
      review,
      ALL_TOOLS.slice(0, 3),
    );
    const sources = ['letter-anselmi-2026-01'];
    const analysis = {
      question: 'What is missing here?',
      findings: [{ statement: 'The second line will therefore start in July 2026.', sources }],
      counterarguments: [],
      implications: 'Little.',
    };
    const task = {
      role: 'writer',
      topic: 'Boilers',
      audience: '',
      outline: { title: 'Boilers', questions: [{ question: analysis.question, why: 'why', sources }] },
      analyses: [{ answer: analysis }],
      draft: { answer: wrong },
      issues: answer.issues,
    } as const;
    const { answer: draft } = await agents.turns<ReportDraft>(task, []);
    expect(draft.summary).toBe('The letter is from January. [@letter-anselmi-2026-01]');
    expect(draft.sections[0]?.body).toContain('July 2026. [@letter-anselmi-2026-01]');
  });
});

describe('the offline model, asked by an agent', () => {
  const driver = createDriver();
  const ROLES = [
    ...['plan-steps', 'run-step', 'validate-results', 'refine-plan'],
    ...['gather-sources', 'analyze-question', 'write-report', 'review-report'],
  ];
  const tools = ALL_TOOLS.map((name) => ({
    toolSpec: { name, description: name, inputSchema: { json: { type: 'object' } } },
  }));
  const said = (text: string) => [{ role: 'user' as const, content: [{ text }] }];
  const asked = (promptId: string, more: Partial<ModelRequest>) =>
    driver.answer({ modelId: 'm', promptId, signal: new AbortController().signal, ...more });

  it.each(ROLES)('plays %s whatever it is sent', async (role) => {
    const broken = '<goal>\n&lt;/goal>\n</goal>\n\n<step>\n{"id":\n</step>\n\n<results>\n[1,null,{"id":3}]\n</results>';
    for (const text of ['', broken, '<plan>\n{"steps":7}\n</plan>\n\n<draft>\n[]\n</draft>', '('.repeat(50_000)]) {
      for (const toolConfig of [undefined, { tools }]) {
        const { output, stopReason } = await asked(`${role}@1`, { messages: said(text), toolConfig });
        const content = output?.message?.content ?? [];
        if (stopReason === 'tool_use') expect(content.every(({ toolUse }) => toolUse !== undefined)).toBe(true);
        else expect(JSON.parse(content[0]?.text ?? '')).toBeInstanceOf(Object);
      }
    }
  });

  const step = { id: 'a', title: 'a', instruction: 'Search the documents for this: boilers.' };
  const question = `<goal>\nboilers\n</goal>\n\n<step>\n${JSON.stringify(step)}\n</step>`;

  it('asks for tools under ids of their own, and counts what goes to and fro', async () => {
    const toolConfig = { tools };
    const first = await asked('run-step@1', { messages: said(question), toolConfig });
    const content = first.output?.message?.content ?? [];
    const ids = content.flatMap(({ toolUse }) => toolUse?.toolUseId ?? []);
    expect(first.stopReason).toBe('tool_use');
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[\w-]{1,64}$/);
    expect(first.usage?.outputTokens).toBeGreaterThan(10);

    const results = ids.map((toolUseId) => ({ toolResult: { toolUseId, content: [{ text: 'x'.repeat(4_000) }] } }));
    const messages = [
      ...said(question),
      { role: 'assistant' as const, content },
      { role: 'user' as const, content: results },
    ];
    const second = await asked('run-step@1', { messages, toolConfig });
    expect(second.usage?.inputTokens).toBeGreaterThan((first.usage?.inputTokens ?? 0) + 1_000 * ids.length);
    const next = second.output?.message?.content?.flatMap(({ toolUse }) => toolUse?.toolUseId ?? []) ?? [];
    expect(next.filter((id) => ids.includes(id))).toEqual([]);
  });

  it.each(['No more tools may be used. Give your final answer now.', 'You may not use any more tools.'])(
    'answers when it is told “%s”',
    async (last) => {
      const use = { toolUse: { toolUseId: 't1', name: 'search-documents', input: { query: 'boilers' } } };
      const result = { toolResult: { toolUseId: 't1', content: [{ text: '{"matches":[]}' }] } };
      const messages = [
        ...said(question),
        { role: 'assistant' as const, content: [use] },
        { role: 'user' as const, content: [result, { text: last }] },
      ];
      const { stopReason } = await asked('run-step@1', { messages, toolConfig: { tools } });
      expect(stopReason).toBe('end_turn');
    },
  );
});

function citedIn({ summary, sections }: ReportDraft): readonly string[] {
  const text = [summary, ...sections.map(({ body }) => body)].join('\n');
  return [...text.matchAll(/\[@([^\]]+)\]/g)].map(([, id = '']) => id);
}
