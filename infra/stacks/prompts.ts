import { createHash } from 'node:crypto';
import { CrossStackReferences, ReferenceStrength, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { CfnPrompt, CfnPromptVersion } from 'aws-cdk-lib/aws-bedrock';
import type { Construct } from 'constructs';
import { PROMPT_ID } from '../../functions/environment.ts';
import { PROMPTS } from '../../functions/prompts/index.ts';
import type { PromptName, PromptText } from '../../functions/prompts/index.ts';
import { variablesIn } from '../../functions/prompts/prompt.ts';
import type { Settings } from '../settings.ts';

export interface ManagedPrompt {
  /** As the functions know it, with its version. */
  readonly id: string;
  readonly promptArn: string;
  readonly versionArn: string;
}

/** The prompts in Bedrock's Prompt management, each with the version that the functions are pinned to. */
export class Prompts extends Stack {
  readonly #managed: Readonly<Record<PromptName, ManagedPrompt>>;

  constructor(
    scope: Construct,
    id: string,
    settings: Pick<Settings, 'named' | 'stage'>,
    texts: Readonly<Record<PromptName, PromptText>> = PROMPTS,
  ) {
    super(scope, id, { description: 'Signalbox: prompts in Prompt management' });
    const managed = Object.entries(texts).map(([name, text]) => [name, this.#managedAs(name, text, settings)]);
    this.#managed = Object.fromEntries(managed) as Record<PromptName, ManagedPrompt>;
  }

  of(name: PromptName): ManagedPrompt {
    return this.#managed[name];
  }

  #managedAs(name: string, text: PromptText, { named, stage }: Pick<Settings, 'named' | 'stage'>): ManagedPrompt {
    const prompt = new CfnPrompt(this, name, {
      name: named(`signalbox-${name}`),
      description: text.id,
      defaultVariant: VARIANT,
      variants: [variantOf(text)],
    });
    // Deleting a prompt deletes all its versions with it.
    // https://docs.aws.amazon.com/bedrock/latest/APIReference/API_agent_DeletePrompt.html
    prompt.applyRemovalPolicy(stage.removal);
    const version = new CfnPromptVersion(this, `${name}-${contentHash(text)}`, {
      promptArn: prompt.attrArn,
      description: text.id,
    });
    // A version is a snapshot that nothing updates, so other words are another resource of the stack. CloudFormation then finds
    // the one before gone from the template and, by that one's own policy, forgets it without deleting it: functions that are
    // still pinned to it go on. One that a failed deployment made is deleted with it.
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
    // Bedrock's quota is ten versions of a prompt. A deployment that would make the eleventh fails, until someone deletes
    // versions that nothing is pinned to: `aws bedrock-agent delete-prompt --prompt-identifier ID --prompt-version N`.
    // https://docs.aws.amazon.com/general/latest/gr/bedrock.html#limits_bedrock
    version.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    // An export that another stack imports can neither change nor go, and with new words this one does both: the first changed
    // prompt could not be deployed. A weak reference reads this stack's output instead, whose name changes with the version, so
    // that the functions' stack sees it.
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-getstackoutput.html
    for (const one of [prompt, version]) CrossStackReferences.of(one).produce(ReferenceStrength.WEAK);
    return { id: text.id, promptArn: prompt.attrArn, versionArn: version.attrArn };
  }
}

const VARIANT = 'default';

/** Without a model, and so without its settings: the fallback chain chooses the model of each call. */
function variantOf({ id, system, template }: PromptText): CfnPrompt.PromptVariantProperty {
  const names = [...new Set([system ?? '', template].flatMap((text) => variablesIn(text)))];
  return {
    name: VARIANT,
    templateType: 'CHAT',
    templateConfiguration: {
      chat: {
        ...(system !== undefined && { system: [{ text: system }] }),
        messages: [{ role: 'user', content: [{ text: template }] }],
        inputVariables: names.map((name) => ({ name })),
      },
    },
    metadata: [{ key: PROMPT_ID, value: id }],
  };
}

/** Of all that a version holds. */
function contentHash({ id, system, template }: PromptText): string {
  return createHash('sha256')
    .update(JSON.stringify([id, system, template]))
    .digest('hex')
    .slice(0, 12);
}
