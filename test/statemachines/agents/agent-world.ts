import { checkPlan } from '../../../functions/check-plan/check-plan.ts';
import type { CheckPlanRequest } from '../../../functions/check-plan/check-plan.ts';
import { finishStep } from '../../../functions/finish-step/finish-step.ts';
import { formatResult } from '../../../functions/format-result/format-result.ts';
import { layOutSteps } from '../../../functions/lay-out-steps/lay-out-steps.ts';
import type { Plan, PlanStep, Refinement, RunState, Validation } from '../../../functions/schemas/agent.ts';
import type { FinishRequest, LayOutRequest, TakeRequest } from '../../../functions/schemas/step-board.ts';
import type { AgentTask, ToolTurn, TurnRequest, UseToolsRequest } from '../../../functions/schemas/turn.ts';
import { takeStep } from '../../../functions/take-step/take-step.ts';
import { keepRun } from '../../../functions/keep-run/keep-run.ts';
import { validateGoal } from '../../../functions/validate-goal/validate-goal.ts';
import type { ValidateGoalRequest } from '../../../functions/validate-goal/validate-goal.ts';
import { stageNamed } from '../../../infra/stages.ts';
import type { Json, JsonObject } from '../../../local/query/json.ts';
import { memoryClaimChecks } from '../../functions/fakes.ts';
import { named, TestEngine } from '../../support/run-machine.ts';
import type { MachineRun, StubFunction } from '../../support/run-machine.ts';
import { memoryBoards } from './memory-boards.ts';

type StepTask = Extract<AgentTask, { role: 'step' }>;

/** What a turn of an agent comes to: an answer, tools that it asks for, or an error. */
export type Turn = { readonly output: string; readonly sources?: readonly string[] } | ToolTurn | Error | 'hangs';

export interface Play {
  /** One for each time that a plan is made. */
  readonly plans?: readonly Plan[];
  /** What whoever does a step says; `round` counts its turns from 0. */
  readonly turn?: (task: StepTask, round: number, attempt: number) => Turn | Promise<Turn>;
  /** One for each validation. */
  readonly validations?: readonly (Validation | Error)[];
  readonly refine?: (request: Json) => Refinement | Error;
  /** Instead of what the tools would come to. */
  readonly tools?: (request: UseToolsRequest, call: number) => Json | Promise<Json>;
  /** Where large things lie; one of its own by default. */
  readonly store?: ReturnType<typeof memoryClaimChecks>;
  /** Other functions; `succeed` answers a task that waits. */
  readonly others?: Readonly<Record<string, OtherFunction>>;
}

type OtherFunction = (input: Json, call: number, succeed: (token: string, output: string) => void) => Json;

export interface AgentRun extends MachineRun {
  readonly engine: TestEngine;
  /** Ids of the steps in the order in which their first turns were taken, with how often. */
  readonly turns: readonly string[];
  readonly boards: ReturnType<typeof memoryBoards>;
  readonly objects: ReadonlyMap<string, string>;
  /** What each function was called with. */
  readonly asked: (name: string) => readonly Json[];
}

/** Each call of a model: 100 tokens in, 20 out, one cent. */
export const PAID = { usage: { inputTokens: 100, outputTokens: 20 }, costUsd: 0.01 };

export const planStep = (id: string, dependsOn: readonly string[] = [], more: Partial<PlanStep> = {}): PlanStep => ({
  id,
  title: `Do ${id}`,
  instruction: `Do what ${id} says.`,
  dependsOn,
  tools: ['search-documents'],
  tier: 'haiku',
  ...more,
});
/** Two steps side by side, and one that writes. */
export const PLAN: Plan = { steps: [planStep('find'), planStep('count'), planStep('write', ['find', 'count'])] };

export const judged = (score: number, ...criticised: readonly string[]): Validation => ({
  meetsCriteria: criticised.length === 0,
  score,
  feedback: `worth ${score}`,
  criticism: criticised.map((id) => ({ id, problem: `${id} is not good enough` })),
});

const stage = stageNamed('dev').agents;
const LIMITS = { steps: stage.steps, iterations: stage.iterations, budget: stage.budget };

/** Runs the machine: models are played, everything else is the real code, with boards in memory. */
export async function runAgents(
  definition: object,
  {
    plans = [PLAN],
    turn = (task) => ({ output: `${task.step.id} is done` }),
    validations = [judged(1)],
    refine = () => ({ steps: [] }),
    tools,
    others = {},
    store,
  }: Play = {},
  input: Json = { goal: 'Find out' },
): Promise<AgentRun> {
  const world = agentWorld({ plans, turn, validations, refine, tools, others, store });
  const run = await world.engine.run(definition, input);
  return { ...run, ...world };
}

export function agentWorld(play: Required<Omit<Play, 'tools' | 'store'>> & Pick<Play, 'tools' | 'store'>) {
  const boards = memoryBoards();
  const store = play.store ?? memoryClaimChecks();
  const turns: string[] = [];
  const taken: Record<string, number> = {};
  const tasks = { succeed: (token: string, output: string) => succeed(token, output) };
  const boardTools = {
    boards,
    tasks,
    fault: (_: string, error: unknown) => {
      throw error;
    },
  };
  const stubs: Record<string, StubFunction> = {
    'validate-goal': async (event) =>
      asJson(await validateGoal(event as unknown as ValidateGoalRequest, { limits: LIMITS, bucket: 'claims', store })),
    'keep-run': async (event) => asJson(await keepRun(event as unknown as RunState, store)),
    'plan-steps': (_, call) => says(play.plans[call - 1]),
    'check-plan': (event) => asJson(checkPlan(event as unknown as CheckPlanRequest, LIMITS)),
    'lay-out-steps': async (event) => asJson(await layOutSteps(event as unknown as LayOutRequest, boards)),
    'take-step': async (event) => {
      await takeStep(event as unknown as TakeRequest, boardTools);
      return null;
    },
    'finish-step': async (event) => asJson(await finishStep(event as unknown as FinishRequest, boardTools)),
    'take-turn': async (event) => {
      const { task, conversation } = (event as unknown as { request: TurnRequest }).request;
      if (task.role !== 'step') throw new Error(`no ${task.role} is played`);
      const said = 'answer' in conversation ? conversation.answer : [];
      const { id } = task.step;
      turns.push(id);
      taken[id] = (taken[id] ?? 0) + 1;
      const answer = await play.turn(task, said.length / 2, taken[id]);
      if (answer instanceof Error) throw answer;
      if (answer === 'hangs') return hang();
      if ('toolCalls' in answer) return says(answer, 'tools');
      const output = { output: answer.output, sources: answer.sources ?? [] };
      if (answer.output.length < 2_000) return says(output);
      const answerRef = await store.keep('answers', JSON.stringify(output));
      return { ...(says(output) as JsonObject), content: { answerRef: asJson(answerRef) } };
    },
    'use-tools': async (event, call) => {
      const request = event as unknown as UseToolsRequest;
      if (play.tools !== undefined) return play.tools(request, call);
      return ran(request);
    },
    'validate-results': (_, call) => saysOrThrows(play.validations[call - 1]),
    'refine-plan': (event) => saysOrThrows(play.refine((event as { request: Json }).request)),
    'format-result': async (event) => asJson(await formatResult(event as never, store)),
    'record-lost-attempt': () => null,
    ...Object.fromEntries(
      Object.entries(play.others).map(([name, other]) => [
        name,
        (input: Json, call: number) => other(input, call, (token, output) => engine.taskTokens.succeed(token, output)),
      ]),
    ),
  };

  async function ran({ turn, conversation, ledger }: UseToolsRequest): Promise<Json> {
    const said = 'answer' in turn ? turn.answer : { text: '', toolCalls: [] };
    const before = 'answer' in conversation ? conversation.answer : [];
    const results = said.toolCalls.map(({ id }) => ({ id, status: 'success', content: '{}', sources: ['doc'] }));
    const spent = ledger && { ...ledger.spent, toolCalls: ledger.spent.toolCalls + results.length };
    return asJson({
      kind: 'used',
      conversation: {
        answer: [
          ...before,
          { role: 'assistant', content: said.text, toolCalls: said.toolCalls },
          { role: 'user', content: '', toolResults: results },
        ],
      },
      toolCalls: results.length,
      totals: ledger && spent && (await boards.noteSpending(ledger.board, ledger.ticket, spent)),
    });
  }

  // A function that hangs is work to the clock, so time is moved by hand until its task is given up.
  function hang(): Promise<Json> {
    setImmediate(() => void engine.clock.advance(300_000));
    return new Promise(() => {});
  }

  const engine: TestEngine = new TestEngine(stubs);
  const succeed = (token: string, output: string): Promise<boolean> => {
    try {
      engine.taskTokens.succeed(token, output);
      return Promise.resolve(true);
    } catch {
      // As Step Functions would have it, with TaskTimedOut: the task does not wait any more.
      return Promise.resolve(false);
    }
  };
  const asked = (name: string) => engine.calls.filter((call) => call.name === name).map((call) => call.input);
  return { engine, boards, turns, asked, objects: store.objects };
}

/** As a step that asks a model answers. */
export function says(answer: unknown, outcome = 'answered'): Json {
  return {
    outcome,
    content: { answer: asJson(answer) },
    model: { tier: 'haiku', modelId: 'us.anthropic.claude-haiku-5-5' },
    latencyMs: 5,
    ...PAID,
  };
}

function saysOrThrows(answer: unknown): Json {
  if (answer instanceof Error) throw answer;
  return says(answer);
}

/** What tools came to that were run for a model, with nothing to say. */
export const used = (toolCalls: number): Json => ({
  kind: 'used',
  conversation: { answer: [{}, {}] },
  toolCalls: 1,
  totals: { inputTokens: 0, outputTokens: 0, costUsd: 0, toolCalls },
});

export const fails = (error: string): Error => named(error);

export const wants = (...calls: readonly (readonly [name: string, input: unknown])[]): ToolTurn => ({
  text: '',
  toolCalls: calls.map(([name, input], index) => ({ id: `call-${index}`, name, input })),
});

function asJson(value: unknown): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}
