import { readdirSync, readFileSync } from 'node:fs';
import type { BedrockRuntimeClient, ConverseCommand } from '@aws-sdk/client-bedrock-runtime';
import { checkPlan } from '../../functions/check-plan/check-plan.ts';
import { stepsToDo } from '../../functions/lay-out-steps/steps-to-do.ts';
import { bedrockGateway } from '../../functions/model-gateway/bedrock.ts';
import type { Message } from '../../functions/model-gateway/gateway.ts';
import type { ModelStepAnswer, ModelStepTools } from '../../functions/model-gateway/model-step.ts';
import { planSteps } from '../../functions/plan-steps/plan-steps.ts';
import { refinePlan } from '../../functions/refine-plan/refine-plan.ts';
import type { Criticism, Plan, Refinement, StepOutput, StepResult, Validation } from '../../functions/schemas/agent.ts';
import type { Analysis, Outline, ReportDraft, ReportReview } from '../../functions/schemas/research.ts';
import type { AgentTask, ToolTurn } from '../../functions/schemas/turn.ts';
import { takeTurn } from '../../functions/take-turn/take-turn.ts';
import { toolDescriptions } from '../../functions/tools/registry.ts';
import { toolRunner } from '../../functions/tools/tool-runner.ts';
import type { Library } from '../../functions/tools/tool.ts';
import { useTools } from '../../functions/use-tools/use-tools.ts';
import { validateResults } from '../../functions/validate-results/validate-results.ts';
import { createDriver } from '../../samples/offline-driver.ts';
import type { ModelRequest } from '../../local/models/driver.ts';
import { stepEvent, stepTools } from '../functions/fakes.ts';

/** Everything that a plan may use. */
export const ALL_TOOLS = [
  'search-documents',
  'fetch-document',
  'query-table',
  'calculate',
  'statistics',
  'ask-person',
] as const;
const READING = ALL_TOOLS.slice(0, 5);

const MODEL = 'us.anthropic.claude-sonnet-5-5';
const FOLDER = new URL('../../samples/library/', import.meta.url);
// As many as a model gets in a deployed run, or fewer.
const ROUNDS = 6;
const ITERATIONS = 3;

/** The sample library as tools see it. */
export function sampleLibrary(): Library {
  const files = readdirSync(FOLDER).filter((name) => /\.(?:md|csv|txt)$/.test(name));
  const entries = files.map((file) => ({
    id: file.replace(/\.\w+$/, ''),
    kind: file.endsWith('.csv') ? ('table' as const) : ('document' as const),
    text: readFileSync(new URL(file, FOLDER), 'utf8'),
  }));
  return {
    list: () => Promise.resolve(entries.map(({ id, kind, text }) => ({ id, kind, bytes: text.length, etag: 'e' }))),
    read: (id) => Promise.resolve(entries.find((entry) => entry.id === id)?.text),
  };
}

export interface Played {
  readonly plan: Plan;
  readonly steps: readonly (StepResult & { readonly output: StepOutput })[];
  readonly result: StepOutput;
  readonly validations: readonly Validation[];
  readonly stopReason: 'criteria-met' | 'no-progress' | 'max-iterations';
}

/** The agents of the app, played by the offline model with the app's own functions and tools, everything in memory. */
export function offlineAgents({
  library = sampleLibrary(),
  answer = 'Yes, go ahead.',
  answered = true,
}: {
  readonly library?: Library;
  /** What a person says, or why nobody does. */
  readonly answer?: string;
  readonly answered?: boolean;
} = {}) {
  const driver = createDriver();
  const client = {
    send: async ({ input }: ConverseCommand) => {
      const said =
        input.messages
          ?.at(-1)
          ?.content?.map(({ text }) => text ?? '')
          .join('\n') ?? '';
      // The offline model is to be right at once.
      if (said.startsWith('That answer cannot be used')) throw new Error(`${input.requestMetadata?.promptId}: ${said}`);
      return driver.answer({ ...input, signal: new AbortController().signal } as ModelRequest);
    },
  };
  const models = bedrockGateway({ timeoutSeconds: 60, connect: () => client as unknown as BedrockRuntimeClient });
  const { tools: base } = stepTools(models, MODEL);
  const tools: ModelStepTools = { ...base, answers: { own: async () => undefined, keep: async () => undefined } };
  const event = <Request>(request: Request) => ({ ...stepEvent(request, MODEL, 'sonnet'), maxTokens: 8_000 });
  /** What a large answer's address stands for, too. */
  const kept = async <T>({ content }: Pick<ModelStepAnswer, 'content'>): Promise<T> =>
    ('answer' in content ? content.answer : JSON.parse(await tools.store.read(content.answerRef))) as T;
  const value = async <T>(step: ModelStepAnswer): Promise<T> => {
    if (step.outcome !== 'answered') throw new Error(`the model came to ${step.outcome}`);
    return kept<T>(step);
  };
  const described = (names: readonly string[]) => toolDescriptions(names);

  /** Turns and tools until there is an answer. */
  async function turns<T>(task: AgentTask, names: readonly string[]): Promise<{ answer: T; calls: readonly string[] }> {
    let conversation: readonly Message[] = [];
    for (let round = 0; ; round++) {
      const request = { task, tools: round < ROUNDS ? names : [], conversation: { answer: conversation } };
      const turn = await takeTurn(event(request), { ...tools, toolDescriptions: described });
      if (turn.outcome !== 'tools') {
        const calls = conversation.flatMap(({ toolCalls = [] }) =>
          toolCalls.map(({ name, input }) => `${name} ${JSON.stringify(input)}`),
        );
        return { answer: await value<T>(turn), calls };
      }
      if (round >= ROUNDS || !('answer' in turn.content))
        throw new Error('a tool was asked for when none was to be had');
      const asked = turn.content.answer as ToolTurn;
      const answers = Object.fromEntries(
        asked.toolCalls.filter(({ name }) => name === 'ask-person').map(({ id }) => [id, { answered, text: answer }]),
      );
      const used = await useTools(
        {
          turn: { answer: asked },
          conversation: { answer: conversation },
          allowed: names,
          last: round === ROUNDS - 1,
          answers,
          ledger: null,
        },
        {
          store: tools.store,
          describe: described,
          note: () => Promise.reject(new Error('nothing is noted here')),
          world: { library },
          runner: toolRunner,
          within: (_, work) => work,
          clock: () => 0,
          record: () => undefined,
        },
      );
      if (used.kind !== 'used') throw new Error(`the tools came to ${used.kind}`);
      conversation = await kept<readonly Message[]>({ content: used.conversation });
    }
  }

  return {
    turns,
    async plan(
      goal: string,
      criteria: readonly string[],
      faulty: { plan: Plan; problems: readonly string[] } | null = null,
    ) {
      const request = {
        goal,
        criteria,
        tools: ALL_TOOLS,
        plan: faulty?.plan ?? null,
        problems: faulty?.problems ?? [],
      };
      const specs = await described(ALL_TOOLS);
      return value<Plan>(await planSteps(event(request), { ...tools, toolDescriptions: (() => specs) as never }));
    },

    /** A goal through the whole loop. */
    async reach(goal: string, criteria: readonly string[] = []): Promise<Played> {
      const specs = await described(ALL_TOOLS);
      const checked = checkPlan({ plan: await this.plan(goal, criteria), tools: ALL_TOOLS }, { steps: 20 });
      if (checked.problems.length > 0) throw new Error(`the plan cannot be run: ${checked.problems.join('; ')}`);
      let plan = checked.plan;
      const results = new Map<string, { output: StepOutput; calls: readonly string[] }>();
      const validations: Validation[] = [];
      let again: readonly Criticism[] | null = null;
      for (let iteration = 1; ; iteration++) {
        const asResults = (ids: readonly string[]): readonly StepResult[] =>
          ids.flatMap((id) => {
            const done = results.get(id);
            return done === undefined ? [] : [{ id, status: 'done' as const, content: { answer: done.output } }];
          });
        const all = plan.steps.map(({ id }) => id);
        const toDo = new Set(stepsToDo({ plan, results: asResults(all), again }));
        for (let left = plan.steps.filter(({ id }) => toDo.has(id)); left.length > 0;) {
          const step = left.find(({ dependsOn }) => dependsOn.every((id) => !left.some((other) => other.id === id)))!;
          const problem = again?.find(({ id }) => id === step.id)?.problem ?? null;
          const task = { role: 'step', goal, criteria, step, needs: asResults(step.dependsOn), problem } as const;
          const { answer: output, calls } = await turns<StepOutput>(task, step.tools);
          if (new Set(calls).size < calls.length)
            throw new Error(`step ${step.id} repeats itself: ${calls.join(', ')}`);
          results.set(step.id, { output, calls });
          left = left.filter((other) => other !== step);
        }
        const shown = asResults(all);
        const before = validations.at(-1) ?? null;
        const validation = await value<Validation>(
          await validateResults(event({ goal, criteria, plan, results: shown, before }), tools),
        );
        validations.push(validation);
        const progressed = before === null || validation.score > before.score;
        const stopReason = validation.meetsCriteria
          ? 'criteria-met'
          : !progressed
            ? 'no-progress'
            : iteration === ITERATIONS
              ? 'max-iterations'
              : undefined;
        if (stopReason !== undefined) {
          const last = plan.steps.at(-1)!;
          return {
            plan,
            steps: shown.map((result) => ({ ...result, output: results.get(result.id)!.output })),
            result: results.get(last.id)!.output,
            validations,
            stopReason,
          };
        }
        const refinement = await value<Refinement>(
          await refinePlan(event({ goal, criteria, plan, validation, tools: ALL_TOOLS }), {
            ...tools,
            toolDescriptions: (() => specs) as never,
          }),
        );
        again = validation.criticism;
        plan = {
          steps: plan.steps.map((step) => ({ ...step, ...refinement.steps.find(({ id }) => id === step.id) })),
        };
      }
    },

    /** A topic through all four roles. */
    async report(topic: string, audience = '') {
      const { answer: outline } = await turns<Outline>({ role: 'gatherer', topic, audience }, READING);
      const analyses: Analysis[] = [];
      for (const question of outline.questions) {
        const { answer: analysis } = await turns<Analysis>({ role: 'analyst', topic, audience, question }, READING);
        analyses.push(analysis);
      }
      const write = async (draft: ReportDraft | null, issues: ReportReview['issues']) => {
        const task = {
          role: 'writer',
          topic,
          audience,
          outline,
          analyses: analyses.map((analysis) => ({ answer: analysis })),
          draft: draft && { answer: draft },
          issues,
        } as const;
        return (await turns<ReportDraft>(task, [])).answer;
      };
      const review = async (draft: ReportDraft) => {
        const task = { role: 'reviewer', topic, audience, draft: { answer: draft } } as const;
        return (await turns<ReportReview>(task, READING)).answer;
      };
      let draft = await write(null, []);
      let verdict = await review(draft);
      const first = { draft, verdict };
      if (!verdict.approved) {
        draft = await write(draft, verdict.issues);
        verdict = await review(draft);
      }
      return { outline, analyses, draft, verdict, first };
    },
  };
}
