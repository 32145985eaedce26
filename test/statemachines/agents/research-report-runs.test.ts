import { describe, expect, it } from '@jest/globals';
import { validateTopic } from '../../../functions/validate-topic/validate-topic.ts';
import type { AgentRole, TurnRequest, UseToolsRequest } from '../../../functions/schemas/turn.ts';
import type { Json } from '../../../local/query/json.ts';
import { TestEngine } from '../../support/run-machine.ts';
import { synthesizedDefinition } from '../../support/synthesized-definition.ts';
import { fails, says, wants } from './agent-world.ts';

/** The JSON that would be deployed. */
const DEFINITION = synthesizedDefinition('research-report');

const QUESTIONS = ['How much?', 'By whom?'].map((question) => ({ question, why: 'to know', sources: ['survey'] }));
const ANSWERS: Readonly<Record<AgentRole, unknown>> = {
  step: null,
  gatherer: { title: 'A report', questions: QUESTIONS },
  analyst: {
    question: 'q',
    findings: [{ statement: 'Much.', sources: ['survey'] }],
    counterarguments: [],
    implications: '',
  },
  writer: { title: 'A report', summary: 'Much [@survey].', sections: [] },
  reviewer: { approved: true, score: 0.9, issues: [], comment: 'fine' },
};
type Task = TurnRequest['task'];
type Said = (task: Task, call: number, request: TurnRequest) => unknown;

interface Output {
  readonly report: string;
  readonly review: { approved: boolean } | null;
  readonly usage: { inputTokens: number };
  readonly costUsd: number;
}

/** Runs the machine; agents say what the table has for their role, unless something else is played. */
async function research(play: Said = () => undefined, input: Json = { topic: 'Coffee' }) {
  const engine: TestEngine = new TestEngine({
    'validate-topic': (event) => validateTopic(event as { input: unknown }) as unknown as Json,
    'take-turn': (event, call) => {
      const { request } = event as unknown as { request: TurnRequest };
      const said = play(request.task, call, request) ?? ANSWERS[request.task.role];
      if (said instanceof Error) throw said;
      const isTurn = typeof said === 'object' && said !== null && 'toolCalls' in said;
      return says(said, isTurn ? 'tools' : 'answered');
    },
    'use-tools': (event) => {
      const { turn } = event as unknown as UseToolsRequest;
      const toolCalls = 'answer' in turn ? turn.answer.toolCalls.length : 0;
      return { kind: 'used', conversation: { answer: ['said'] }, toolCalls, totals: null };
    },
    'format-report': () => ({ report: '# A report', sections: [], sources: [], unknownSources: [] }),
    'record-lost-attempt': () => null,
  });
  const run = await engine.run(DEFINITION, input);
  const asked = (name: string) => engine.calls.filter((call) => call.name === name).map((call) => call.input);
  const tasks = asked('take-turn').map((event) => (event as unknown as { request: TurnRequest }).request.task);
  return { ...run, output: run.output as unknown as Output, asked, tasks, roles: tasks.map(({ role }) => role) };
}

describe('a research report', () => {
  it('is gathered, analyzed question by question, written and reviewed', async () => {
    const { status, cause, output, roles, tasks, asked } = await research();
    expect([status, cause]).toEqual(['SUCCEEDED', undefined]);
    expect(roles).toEqual(['gatherer', 'analyst', 'analyst', 'writer', 'reviewer']);
    expect(output).toMatchObject({
      report: '# A report',
      outline: { questions: QUESTIONS },
      review: { approved: true },
      usage: { inputTokens: 500, outputTokens: 100 },
      costUsd: 0.05,
    });
    expect(tasks[1]).toMatchObject({ topic: 'Coffee', audience: '', question: QUESTIONS[0] });
    expect(tasks[3]).toMatchObject({
      analyses: [{ answer: ANSWERS.analyst }, { answer: ANSWERS.analyst }],
      draft: null,
    });
    expect(tasks[4]).toMatchObject({ draft: { answer: ANSWERS.writer } });
    expect(asked('format-report')).toMatchObject([{ unanswered: [], review: ANSWERS.reviewer }]);
    const turns = asked('take-turn') as unknown as { tier: string; request: TurnRequest }[];
    expect(turns[0]?.request.tools).toEqual(['search-documents', 'fetch-document', 'query-table']);
  });

  it('is mended once when the reviewer does not approve, and reviewed again', async () => {
    const issues = [{ where: 'summary', problem: 'too short' }];
    const { output, roles, tasks } = await research(({ role }) =>
      role === 'reviewer' ? { approved: false, score: 0.4, issues, comment: 'no' } : undefined,
    );
    expect(roles.slice(3)).toEqual(['writer', 'reviewer', 'writer', 'reviewer']);
    expect(tasks[5]).toMatchObject({ draft: { answer: ANSWERS.writer }, issues });
    expect(output).toMatchObject({ review: { approved: false, issues }, costUsd: 0.07 });
  });

  it('leaves out a question that nobody could answer, and names it', async () => {
    const { status, asked, tasks } = await research((task) =>
      task.role === 'analyst' && task.question === undefined
        ? undefined
        : task.role === 'analyst' && task.question.question === 'By whom?'
          ? fails('ServiceUnavailableException')
          : undefined,
    );
    expect(status).toBe('SUCCEEDED');
    expect(tasks.find(({ role }) => role === 'writer')).toMatchObject({ analyses: [{ answer: ANSWERS.analyst }] });
    expect(asked('format-report')).toMatchObject([{ unanswered: ['By whom?'] }]);
  });

  it('comes out with its open issues when it could not be mended', async () => {
    const issues = [{ where: 'summary', problem: 'too short' }];
    const { status, asked, output } = await research((task) => {
      if (task.role === 'reviewer') return { approved: false, score: 0.4, issues, comment: 'no' };
      return task.role === 'writer' && task.draft !== null ? fails('ServiceUnavailableException') : undefined;
    });
    expect(status).toBe('SUCCEEDED');
    expect(asked('format-report')).toMatchObject([{ draft: { answer: ANSWERS.writer }, review: { issues } }]);
    expect(output.review).toMatchObject({ approved: false });
  });

  it('is made of its analyses when it could not be written', async () => {
    const { status, asked, roles } = await research(({ role }) =>
      role === 'writer' ? fails('ServiceUnavailableException') : undefined,
    );
    expect(status).toBe('SUCCEEDED');
    expect(roles).not.toContain('reviewer');
    expect(asked('format-report')).toMatchObject([
      { draft: null, review: null, outline: { questions: QUESTIONS }, analyses: [{ answer: ANSWERS.analyst }, {}] },
    ]);
  });

  it('comes out unreviewed when no reviewer can be reached', async () => {
    const { output } = await research(({ role }) =>
      role === 'reviewer' ? fails('ServiceUnavailableException') : undefined,
    );
    expect(output.review).toBeNull();
  });

  it.each([
    ['gatherer', 'ModelUnavailable'],
    ['analyst', 'NoFindings'],
  ])('fails by name without a %s, so that it can be redriven', async (missing, error) => {
    const run = await research(({ role }) => (role === missing ? fails('ServiceUnavailableException') : undefined));
    expect([run.status, run.error]).toEqual(['FAILED', error]);
    expect(run.cause).toContain(missing === 'analyst' ? 'ModelUnavailable' : 'ServiceUnavailableException');
  });

  it('lets agents use tools, each for itself', async () => {
    const { asked, output } = await research((_task, _call, { conversation }) =>
      'answer' in conversation && conversation.answer.length === 0
        ? wants(['search-documents', { query: 'coffee' }])
        : undefined,
    );
    expect(asked('use-tools')).toHaveLength(5);
    expect(asked('use-tools')[0]).toMatchObject({ ledger: null, last: false });
    expect(output.costUsd).toBe(0.1);
  });

  it('names every field of an input that is wrong', async () => {
    const { error, cause } = await research(undefined, { topic: '', audience: 1, colour: 'red' });
    expect(error).toBe('InvalidInput');
    for (const field of ['topic', 'audience', 'colour']) expect(cause).toContain(field);
  });
});
