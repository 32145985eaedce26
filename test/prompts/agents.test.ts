import { describe, expect, it } from '@jest/globals';
import { rendered } from '../../functions/prompts/prompt.ts';
import { PROMPTS } from '../../functions/prompts/index.ts';
import type { PromptName } from '../../functions/prompts/index.ts';
import type { AgentTask, TurnRequest } from '../../functions/schemas/turn.ts';
import { takeTurn } from '../../functions/take-turn/take-turn.ts';
import { toolDescriptions } from '../../functions/tools/registry.ts';
import { toolRunner } from '../../functions/tools/tool-runner.ts';
import { scriptedModels, stepEvent, stepTools } from '../functions/fakes.ts';
import { sampleLibrary } from '../functions/tools/memory-library.ts';
import { casesOf } from './cases.ts';
import { questionOf } from './question.ts';
import { AGENTS, SUITES } from './suites.ts';

const NAMES = Object.keys(AGENTS) as readonly (keyof typeof AGENTS)[];
const CASES = NAMES.flatMap((name) => casesOf(name).cases.map((one) => ({ title: `${name}: ${one.name}`, name, one })));

describe('cases of agents', () => {
  it.each(CASES)('$title is asked as take-turn asks', async ({ name, one }) => {
    const { models, calls } = scriptedModels({ text: '', stop: 'tools', toolCalls: [] });
    const task = { ...(one.input as object), role: AGENTS[name] } as AgentTask;
    const conversation = { answer: one.conversation ?? [] };
    const request: TurnRequest = { task, tools: one.tools ?? [], conversation };
    await takeTurn(stepEvent(request, 'us.small', SUITES[name].tier), {
      ...stepTools(models, 'us.small').tools,
      toolDescriptions,
    });
    const { call } = await questionOf(PROMPTS[name], SUITES[name], one);
    const { promptId, system, schema, messages, tools } = call;
    expect(calls).toMatchObject([{ promptId, system, schema, messages, tools }]);
  });

  it.each(CASES.filter(({ one }) => one.conversation !== undefined))(
    '$title is told what the tools say of the sample library',
    async ({ one: { conversation = [], tools = [] } }) => {
      const { library } = sampleLibrary();
      const results = conversation.flatMap(({ toolResults = [] }) => toolResults);
      const calls = conversation.flatMap(({ toolCalls = [] }) => toolCalls);
      expect(results.map(({ id }) => id)).toEqual(calls.map(({ id }) => id));
      for (const [index, { name, input }] of calls.entries()) {
        expect(tools).toContain(name);
        const { status, content, sources } = results[index]!;
        const run = await toolRunner(name);
        const said = await run(input, { library }).then(
          (output) => ({ status: 'success', content: JSON.stringify(output.value), sources: output.sources }),
          (error: unknown) => ({ status: 'error', content: (error as Error).message, sources: [] }),
        );
        // How passages are ranked may change; what was found stays canned.
        if (name === 'search-documents') expect(said.status).toBe(status);
        else expect(said).toEqual({ status, content, sources });
      }
    },
  );

  it('of refine-plan name tools that there are, which the planner sees described', async () => {
    const [one] = casesOf('refine-plan').cases;
    const { call } = await questionOf(PROMPTS['refine-plan'], SUITES['refine-plan'], one!);
    const [search] = await toolDescriptions(['search-documents']);
    expect(call.messages[0]?.content).toContain(search!.description);
  });

  it('leave the questions of other prompts as they are', async () => {
    const name: PromptName = 'validate-results';
    const [one] = casesOf(name).cases;
    const { call } = await questionOf(PROMPTS[name], SUITES[name], one!);
    expect(call.messages).toEqual([{ role: 'user', content: rendered<never>(PROMPTS[name], one!.input as never) }]);
  });
});
