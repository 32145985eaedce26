import { SLOW_CALL_MS } from '../model-gateway/catalog.ts';
import type { ToolSpec } from '../model-gateway/gateway.ts';
import { modelStep } from '../model-gateway/model-step.ts';
import type { ModelStepAnswer, ModelStepEvent, ModelStepTools } from '../model-gateway/model-step.ts';
import { rendered } from '../prompts/prompt.ts';
import type { TurnRequest } from '../schemas/turn.ts';
import { contentOf } from '../stores/carried.ts';
import type { ToolDescription } from '../tools/tool.ts';
import { knownSources } from './citations.ts';
import { roleOf } from './roles.ts';

export interface TurnTools extends ModelStepTools {
  /** What models are told of these tools; rejects for a name that there is no tool of. */
  readonly toolDescriptions: (names: readonly string[]) => Promise<readonly ToolDescription[]>;
}

/** One turn of an agent: it answers in the form of its role, or asks for tools. */
export function takeTurn(
  event: ModelStepEvent<TurnRequest>,
  { toolDescriptions, ...tools }: TurnTools,
): Promise<ModelStepAnswer> {
  const { request, tier, maxTokens } = event;
  const { task } = request;
  const role = roleOf(task);
  const { id: promptId, schema } = role.prompt;
  return modelStep(
    event,
    {
      promptId,
      slowAfterMs: SLOW_CALL_MS[tier],
      inlineBytes: role.inlineBytes,
      question: async () => {
        const [prompt, asked, conversation, described] = await Promise.all([
          tools.prompts.pinned(role.prompt),
          role.ask(task, tools.store),
          contentOf(request.conversation, tools.store),
          toolDescriptions(request.tools),
        ]);
        const known = knownSources(asked.given, conversation);
        return {
          promptId,
          system: prompt.system,
          schema,
          messages: [{ role: 'user', content: rendered(prompt, asked.input) }, ...conversation],
          tools: described.map(specOf),
          maxTokens,
          check: (value) => asked.check(value, known),
        };
      },
    },
    tools,
  );
}

function specOf({ name, description, input }: ToolDescription): ToolSpec {
  return { name, description, inputSchema: input };
}
