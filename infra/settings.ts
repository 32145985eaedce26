import type { App } from 'aws-cdk-lib';
import { INFERENCE_PROFILES } from '../functions/model-gateway/catalog.ts';
import type { Generation, InferenceProfile } from '../functions/model-gateway/catalog.ts';
import type { OnTimeout } from '../statemachines/document-processing/outcomes.ts';
import { stageNamed } from './stages.ts';
import type { Stage } from './stages.ts';

/** What one deployment is told by CDK context (`-c name=value` or cdk.json). */
export interface Settings {
  readonly stage: Stage;
  /** Puts the deployment's prefix before a name, so that several live in one account. */
  readonly named: (name: string) => string;
  readonly inferenceProfile: InferenceProfile;
  /** Where a model is asked next; undefined for nowhere else. */
  readonly fallbackProfile: InferenceProfile | undefined;
  readonly modelGeneration: Generation;
  /** Whether functions take their prompts from Bedrock's Prompt management, by pinned versions. */
  readonly managedPrompts: boolean;
  /** What a review counts for that nobody decided in time. */
  readonly onTimeout: OnTimeout;
  /** Who signs reviewers' tokens, and the review page's id there; undefined for a user pool of our own. */
  readonly oidc: { readonly issuer: string; readonly clientId: string } | undefined;
  /** Mail addresses that are told of reviews, comma-separated in the context. */
  readonly reviewerEmails: readonly string[];
}

// The longest name is the bucket's: 18 + `signalbox-claims-` 17 + account 12 + region 14 + 1 stays within S3's 63.
const PREFIX = /^(?:[a-z][a-z0-9-]{0,16}[a-z0-9]|[a-z]|)-?$/;

export function readSettings(app: App): Settings {
  const prefix = text(app, 'prefix', '');
  if (!PREFIX.test(prefix)) {
    throw new Error(
      `context prefix=${prefix} must be at most 18 lower-case letters, digits and dashes, a letter first`,
    );
  }
  const dashed = prefix === '' || prefix.endsWith('-') ? prefix : `${prefix}-`;
  const profiles = Object.keys(INFERENCE_PROFILES) as InferenceProfile[];
  const inferenceProfile = oneOf(app, 'inferenceProfile', profiles, 'us');
  // Whoever chose another geography than the default may have to stay in it, so only they can say that another is allowed.
  const fallback = oneOf(app, 'fallbackProfile', [...profiles, 'none'], inferenceProfile === 'us' ? 'global' : 'none');
  if (fallback === inferenceProfile)
    throw new Error(`context fallbackProfile=${fallback} is the inferenceProfile itself; name another one, or none`);
  return {
    stage: stageNamed(text(app, 'stage', 'dev')),
    named: (name) => `${dashed}${name}`,
    inferenceProfile,
    fallbackProfile: fallback === 'none' ? undefined : fallback,
    modelGeneration: oneOf(app, 'modelGeneration', ['current', 'older'], 'current'),
    managedPrompts: oneOf(app, 'managedPrompts', ['off', 'on'], 'off') === 'on',
    onTimeout: oneOf(app, 'onTimeout', ['fail', 'approve', 'reject'], 'fail'),
    oidc: oidc(text(app, 'oidcIssuer', ''), text(app, 'oidcClientId', '')),
    reviewerEmails: text(app, 'reviewerEmails', '')
      .split(',')
      .map((address) => address.trim())
      .filter((address) => address !== ''),
  };
}

function oidc(issuer: string, clientId: string): Settings['oidc'] {
  if (issuer === '' && clientId === '') return undefined;
  if (issuer === '' || clientId === '') throw new Error('context oidcIssuer and oidcClientId go together; set both');
  if (!URL.canParse(issuer) || !issuer.startsWith('https://'))
    throw new Error(`context oidcIssuer=${issuer} must be an https URL, as the issuer claim of its tokens`);
  return { issuer, clientId };
}

function oneOf<T extends string>(app: App, key: string, allowed: readonly T[], fallback: NoInfer<T>): T {
  const value = text(app, key, fallback);
  const found = allowed.find((one) => one === value);
  if (found === undefined) throw new Error(`context ${key}=${value} is unknown; use one of ${allowed.join(', ')}`);
  return found;
}

function text(app: App, key: string, fallback: string): string {
  const value: unknown = app.node.tryGetContext(key) ?? fallback;
  if (typeof value !== 'string') throw new Error(`context ${key} must be text, not ${JSON.stringify(value)}`);
  return value;
}
