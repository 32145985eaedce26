import { modelOf, profileId } from '../../functions/model-gateway/catalog.ts';
import type { ModelCall, ToolSpec } from '../../functions/model-gateway/gateway.ts';
import type { Check } from '../../functions/model-gateway/structured.ts';
import { rendered } from '../../functions/prompts/prompt.ts';
import type { Prompt } from '../../functions/prompts/prompt.ts';
import { toolDescriptions } from '../../functions/tools/registry.ts';
import type { Case } from './cases.ts';
import type { Suite } from './suites.ts';

export interface CaseQuestion {
  readonly call: ModelCall & { readonly tools: readonly ToolSpec[] };
  readonly check: Check<unknown>;
}

/** What a step of the app would ask in a case: the prompt, and whatever was said and found since. */
export async function questionOf(prompt: Prompt<never>, suite: Suite, one: Case): Promise<CaseQuestion> {
  const [{ input, check }, described] = await Promise.all([suite.ask(one), toolDescriptions(one.tools ?? [])]);
  const call = {
    promptId: prompt.id,
    modelId: profileId('us', modelOf(one.tier ?? suite.tier)),
    system: prompt.system,
    schema: prompt.schema,
    messages: [
      { role: 'user' as const, content: rendered<never>(prompt, input as never) },
      ...(one.conversation ?? []),
    ],
    tools: described.map(({ name, description, input: inputSchema }) => ({ name, description, inputSchema })),
    maxTokens: suite.maxTokens,
  };
  return { call, check };
}
