import type { App } from 'aws-cdk-lib';
import { INFERENCE_PROFILES } from '../functions/model-gateway/catalog.ts';
import type { Generation, InferenceProfile } from '../functions/model-gateway/catalog.ts';
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
  };
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
