import { SHARED_STATE_BYTES } from '../model-gateway/part-step.ts';
import { analyzeQuestion, checkAnalysis } from '../prompts/analyze-question.ts';
import { checkOutline, gatherSources } from '../prompts/gather-sources.ts';
import type { Prompt } from '../prompts/prompt.ts';
import { checkReportReview, reviewReport } from '../prompts/review-report.ts';
import { checkStepOutput, runStep } from '../prompts/run-step.ts';
import type { EarlierResult } from '../prompts/run-step.ts';
import { checkReportDraft, writeReport } from '../prompts/write-report.ts';
import type { StepResult } from '../schemas/agent.ts';
import type { Checked } from '../schemas/checked.ts';
import type { Finding } from '../schemas/research.ts';
import { beginningOf } from '../schemas/shortened.ts';
import type { AgentRole, AgentTask } from '../schemas/turn.ts';
import { contentOf } from '../stores/carried.ts';
import type { ClaimChecks } from '../stores/claim-check.ts';
import { citationProblems, citedInText, listed } from './citations.ts';

// Some 6,000 tokens: a step may build on a dozen others, and each turn pays for all of it again.
const EARLIER_CHARACTERS = 24_000;

type TaskOf<Role extends AgentRole> = Extract<AgentTask, { readonly role: Role }>;

/** How an agent of one role is asked, and how its answers are judged. */
export interface Role<Task> {
  readonly prompt: Prompt<unknown>;
  /** Where the answers of many agents share one state. */
  readonly inlineBytes?: number;
  ask(task: Task, store: Pick<ClaimChecks, 'read'>): Promise<Asked>;
}

/** One task, with whatever it carries by reference. */
export interface Asked {
  readonly input: unknown;
  /** Ids of the documents that the task itself names. */
  readonly given: readonly string[];
  /** Judges an answer by its form and by the documents that were seen. */
  readonly check: (
    value: unknown,
    known: ReadonlySet<string>,
  ) => Checked<unknown> | { readonly problems: readonly string[] };
}

const ROLES: { readonly [R in AgentRole]: Role<TaskOf<R>> } = {
  step: role({
    prompt: runStep,
    inlineBytes: SHARED_STATE_BYTES,
    input: async ({ goal, criteria, step, needs, problem }, store) => ({
      goal,
      criteria,
      step,
      results: await Promise.all(needs.map((need) => earlier(need, store))),
      problem,
    }),
    given: ({ results }) => results.flatMap(({ sources = [] }) => sources),
    check: checkStepOutput,
    problems: ({ sources }, known) => citationProblems(listed('sources', sources), known),
  }),

  gatherer: role({
    prompt: gatherSources,
    input: ({ topic, audience }) => Promise.resolve({ topic, audience }),
    given: () => [],
    check: checkOutline,
    problems: ({ questions }, known) =>
      questions.flatMap(({ sources }, index) => {
        const path = `questions.${index}.sources`;
        return sources.length === 0 && known.size > 0
          ? [`${path}: must name at least one of the documents that were found`]
          : citationProblems(listed(path, sources), known);
      }),
  }),

  analyst: role({
    prompt: analyzeQuestion,
    inlineBytes: SHARED_STATE_BYTES,
    input: ({ topic, audience, question }) => Promise.resolve({ topic, audience, question }),
    given: ({ question }) => question.sources,
    check: checkAnalysis,
    problems: ({ findings, counterarguments }, known) =>
      citationProblems([...sourcesOf('findings', findings), ...sourcesOf('counterarguments', counterarguments)], known),
  }),

  writer: role({
    prompt: writeReport,
    input: async ({ topic, audience, outline, analyses, draft, issues }, store) => ({
      topic,
      audience,
      outline,
      analyses: await Promise.all(analyses.map((analysis) => contentOf(analysis, store))),
      draft: draft && (await contentOf(draft, store)),
      issues,
    }),
    given: ({ outline, analyses }) => [
      ...outline.questions.flatMap(({ sources }) => sources),
      ...analyses.flatMap(({ findings, counterarguments }) =>
        [...findings, ...counterarguments].flatMap(({ sources }) => sources),
      ),
    ],
    check: checkReportDraft,
    problems: ({ title, summary, sections }, known) => {
      const cited = [
        ...citedInText('title', title),
        ...citedInText('summary', summary),
        ...sections.flatMap(({ heading, body }, index) => [
          ...citedInText(`sections.${index}.heading`, heading),
          ...citedInText(`sections.${index}.body`, body),
        ]),
      ];
      return cited.length === 0 && known.size > 0
        ? ['sections: nothing is cited; put [@document-id] behind each claim that comes from a document']
        : citationProblems(cited, known);
    },
  }),

  reviewer: role({
    prompt: reviewReport,
    input: async ({ topic, audience, draft }, store) => ({ topic, audience, draft: await contentOf(draft, store) }),
    given: () => [],
    check: checkReportReview,
    problems: () => [],
  }),
};

/** Who does a task. */
export function roleOf(task: AgentTask): Role<AgentTask> {
  return ROLES[task.role] as Role<AgentTask>;
}

function role<Task, Input, Answer>(spec: {
  readonly prompt: Prompt<Input>;
  readonly inlineBytes?: number;
  readonly input: (task: Task, store: Pick<ClaimChecks, 'read'>) => Promise<Input>;
  readonly given: (input: Input) => readonly string[];
  readonly check: (value: unknown) => Checked<Answer>;
  readonly problems: (answer: Answer, known: ReadonlySet<string>) => readonly string[];
}): Role<Task> {
  return {
    prompt: spec.prompt as Prompt<unknown>,
    inlineBytes: spec.inlineBytes,
    async ask(task, store) {
      const input = await spec.input(task, store);
      return {
        input,
        given: spec.given(input),
        check: (value, known) => {
          const checked = spec.check(value);
          if ('problems' in checked) return checked;
          const problems = spec.problems(checked.value, known);
          return problems.length === 0 ? checked : { problems };
        },
      };
    },
  };
}

async function earlier(
  { id, status, content, error }: StepResult,
  store: Pick<ClaimChecks, 'read'>,
): Promise<EarlierResult> {
  if (content === undefined) return { id, status, error };
  const { output, sources } = await contentOf(content, store);
  return { id, status, output: beginningOf(output, EARLIER_CHARACTERS), sources };
}

function sourcesOf(path: string, findings: readonly Finding[]) {
  return findings.flatMap(({ sources }, index) => listed(`${path}.${index}.sources`, sources));
}
