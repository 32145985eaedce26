/** The S3 bucket where prompts and answers that are too large for a state wait for their reader. */
export const CLAIM_CHECK_BUCKET = 'CLAIM_CHECK_BUCKET';
/** JSON, tier to Bedrock id: the models this function is allowed to call, e.g. `{"haiku":"us.anthropic.…"}`. */
export const MODEL_IDS = 'MODEL_IDS';
/** Seconds after which one model call is given up and reported as a ModelTimeoutException. */
export const MODEL_TIMEOUT_SECONDS = 'MODEL_TIMEOUT_SECONDS';

/** Where all metrics are, for those who emit them and for the alarms on them. */
export const METRICS_NAMESPACE = 'GenAIWorkflows';

/** The value of an environment variable; throws, naming it, when it is missing or empty. */
export function required(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') {
    throw new Error(`environment variable ${name} is not set; infra must pass it to this function`);
  }
  return value;
}
