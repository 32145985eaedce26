import type { BedrockAgentClient, GetPromptCommandOutput, PromptVariant } from '@aws-sdk/client-bedrock-agent';
import { PROMPT_ID } from '../environment.ts';
import { variablesIn } from '../prompts/prompt.ts';
import type { Prompt, Prompts } from '../prompts/prompt.ts';

/** Milliseconds for one prompt, once in the life of an environment: the copy in the code is there at once. */
const PATIENCE_MS = 2_000;

export interface PinnedPromptsOptions {
  readonly connect?: () => Pick<BedrockAgentClient, 'send'>;
  /** Told once for each prompt that the copy in the code stands in, and why; never with words of the prompt. */
  readonly report: (promptId: string, why: string) => void;
  readonly patienceMs?: number;
}

/**
 * Prompts as they are pinned in Bedrock's Prompt management: prompt id → ARN of a version, which never changes, so each is read
 * once. Whatever is wrong with one, the copy in the code is used instead.
 *
 * Converse would take the ARN itself for a model, but then the prompt names the model, and the request may have no `system`,
 * `inferenceConfig` or `toolConfig` of its own; here the fallback chain chooses the model of each call.
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html
 */
export function pinnedPrompts(
  arns: Readonly<Record<string, string>>,
  { connect, report, patienceMs = PATIENCE_MS }: PinnedPromptsOptions,
): Prompts {
  const texts = new Map<string, Promise<Texts | undefined>>();
  const read = reader(connect);

  async function pinnedTexts(embedded: Wanted): Promise<Texts | undefined> {
    try {
      const arn = Object.hasOwn(arns, embedded.id) ? arns[embedded.id] : undefined;
      if (arn === undefined) throw new Unusable('NotPinned');
      return textsOf(await read(arn, AbortSignal.timeout(patienceMs)), embedded);
    } catch (error) {
      report(embedded.id, error instanceof Error ? error.name : 'Error');
      return undefined;
    }
  }

  return {
    async pinned<Input>(embedded: Prompt<Input>): Promise<Prompt<Input>> {
      let found = texts.get(embedded.id);
      if (found === undefined) {
        found = pinnedTexts(embedded);
        texts.set(embedded.id, found);
      }
      return { ...embedded, ...(await found) };
    },
  };
}

type Wanted = Pick<Prompt<never>, 'id' | 'system' | 'template'>;
type Texts = Pick<Wanted, 'system' | 'template'>;

/** Another prompt than the one that was wanted, by the kind of difference. */
class Unusable extends Error {
  constructor(name: 'NotPinned' | 'OtherPrompt' | 'OtherShape' | 'OtherVariables') {
    super(name);
    this.name = name;
  }
}

function reader(connect: PinnedPromptsOptions['connect']) {
  let client: BedrockAgentClient | undefined;
  return async (arn: string, abortSignal: AbortSignal): Promise<GetPromptCommandOutput> => {
    const { BedrockAgentClient, GetPromptCommand } = await import('@aws-sdk/client-bedrock-agent');
    client ??= (connect?.() as BedrockAgentClient | undefined) ?? new BedrockAgentClient({ maxAttempts: 1 });
    const [, promptIdentifier, promptVersion] = /^(.*):(\d+)$/.exec(arn) ?? [];
    return client.send(new GetPromptCommand({ promptIdentifier, promptVersion }), { abortSignal });
  };
}

/** The texts of a managed prompt that is the wanted one and can take its place. */
function textsOf({ variants = [], defaultVariant }: GetPromptCommandOutput, wanted: Wanted): Texts {
  const variant = variants.find(({ name }) => name === defaultVariant) ?? variants[0];
  if (variant?.metadata?.find(({ key }) => key === PROMPT_ID)?.value !== wanted.id) throw new Unusable('OtherPrompt');
  const { system, template } = chatOf(variant);
  // Without its rules a prompt would obey what stands in documents.
  if ((system === undefined) !== (wanted.system === undefined)) throw new Unusable('OtherShape');
  if (!sameVariables(template, wanted.template) || !sameVariables(system ?? '', wanted.system ?? ''))
    throw new Unusable('OtherVariables');
  return { system, template };
}

function chatOf({ templateConfiguration }: PromptVariant): Texts {
  const { messages = [], system = [], toolConfiguration } = templateConfiguration?.chat ?? {};
  const template = textOf(messages[0]?.content ?? []);
  if (
    messages.length !== 1 ||
    messages[0]?.role !== 'user' ||
    template === undefined ||
    toolConfiguration !== undefined
  )
    throw new Unusable('OtherShape');
  return { template, system: textOf(system) };
}

function textOf(blocks: readonly { readonly text?: string }[]): string | undefined {
  const [block, ...more] = blocks;
  return more.length === 0 && block?.text ? block.text : undefined;
}

function sameVariables(one: string, other: string): boolean {
  return variablesIn(one).toSorted().join() === variablesIn(other).toSorted().join();
}
