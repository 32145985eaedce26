/** What the stand-in needs to know of a model in order to refuse what Bedrock would refuse. */
export interface KnownModel {
  /** Matched against the id without its inference profile's prefix. */
  readonly pattern: RegExp;
  readonly contextTokens: number;
  readonly maxOutputTokens: number;
  /** temperature, top_p, top_k and an assistant message at the end are accepted. */
  readonly sampling: boolean;
  /** `toolChoice` may force a tool. */
  readonly forcedTools: boolean;
}

const K = 1000;

const KNOWN: readonly KnownModel[] = [
  model(/^anthropic\.claude-haiku-5-/, 1000 * K, 128 * K, { sampling: false, forcedTools: true }),
  model(/^anthropic\.claude-(sonnet|opus)-5-/, 1000 * K, 128 * K, { sampling: false, forcedTools: false }),
  model(/^anthropic\.claude-haiku-4-5-/, 200 * K, 64 * K, { sampling: true, forcedTools: true }),
  model(/^anthropic\.claude-sonnet-4-6/, 1000 * K, 64 * K, { sampling: true, forcedTools: true }),
  model(/^anthropic\.claude-opus-4-7/, 1000 * K, 128 * K, { sampling: true, forcedTools: true }),
];

function model(
  pattern: RegExp,
  contextTokens: number,
  maxOutputTokens: number,
  can: { readonly sampling: boolean; readonly forcedTools: boolean },
): KnownModel {
  return { pattern, contextTokens, maxOutputTokens, ...can };
}

// https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-support.html
const PROFILE = /^(?:us|us-gov|eu|jp|au|ca|apac|global)\./;
// provider.model, with an optional version such as `-v1:0` and context suffix such as `:200k`.
const MODEL_ID = /^[a-z0-9-]{1,63}\.[a-z0-9][a-z0-9.-]{0,126}(?::[a-z0-9]{1,12}){0,2}$/;
const ARN =
  /^arn:aws[a-z-]*:bedrock:[a-z0-9-]{1,20}:(?:\d{12})?:(?:foundation-model|inference-profile|application-inference-profile|provisioned-model|custom-model|custom-model-deployment|imported-model|prompt|prompt-router|default-prompt-router)\/([A-Za-z0-9._:/-]+)$/;

/** The model behind an id, profile id or ARN, e.g. `anthropic.claude-haiku-5-5`; undefined when it is malformed. */
export function baseModelId(modelId: string): string | undefined {
  const inArn = ARN.exec(modelId)?.[1];
  const base = (inArn ?? modelId).replace(PROFILE, '');
  return inArn !== undefined || MODEL_ID.test(base) ? base : undefined;
}

/** Limits of a known model; an unknown but well-formed id has none here. */
export function knownModel(modelId: string): KnownModel | undefined {
  const base = baseModelId(modelId);
  return base === undefined ? undefined : KNOWN.find(({ pattern }) => pattern.test(base));
}
