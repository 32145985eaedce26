/** The S3 bucket where prompts and answers that are too large for a state wait for their reader. */
export const CLAIM_CHECK_BUCKET = 'CLAIM_CHECK_BUCKET';
/** The DynamoDB table of circuit breakers. */
export const BREAKERS_TABLE = 'BREAKERS_TABLE';
/** JSON list: the keys of all breakers, for who shows and forces them. */
export const BREAKER_KEYS = 'BREAKER_KEYS';
/** The DynamoDB table of answers, kept for their executions and their clients. */
export const ANSWERS_TABLE = 'ANSWERS_TABLE';
/** For how long an answer may be served to its client when no model answers. */
export const CACHED_ANSWER_SECONDS = 'CACHED_ANSWER_SECONDS';
/** For how long a redriven execution finds an answer that it had. */
export const KEPT_ANSWER_SECONDS = 'KEPT_ANSWER_SECONDS';
/** The DynamoDB table of what clients may spend and have spent. */
export const BUDGETS_TABLE = 'BUDGETS_TABLE';
/** Seconds after which a reservation is given back that nobody settled. */
export const RESERVATION_SECONDS = 'RESERVATION_SECONDS';
/** JSON list: the Bedrock ids that this function is allowed to call, e.g. `["us.anthropic.…"]`. */
export const MODEL_IDS = 'MODEL_IDS';
/** Seconds after which one model call is given up and reported as a ModelTimeoutException. */
export const MODEL_TIMEOUT_SECONDS = 'MODEL_TIMEOUT_SECONDS';
/** JSON object: prompt id → ARN of the version in Bedrock's Prompt management; absent where prompts are not managed there. */
export const PINNED_PROMPTS = 'PINNED_PROMPTS';
/** Key in the metadata of a managed prompt's variant: which prompt of ours it is. */
export const PROMPT_ID = 'signalbox/prompt-id';

/** The S3 bucket to which documents are uploaded. */
export const DOCUMENTS_BUCKET = 'DOCUMENTS_BUCKET';
/** How many characters of a text one call of a model reads; longer documents are split. */
export const PART_CHARACTERS = 'PART_CHARACTERS';
/** The DynamoDB table of purchase orders. */
export const PURCHASE_ORDERS_TABLE = 'PURCHASE_ORDERS_TABLE';
/** The DynamoDB table of deals that proposals are written for. */
export const DEALS_TABLE = 'DEALS_TABLE';
/** The DynamoDB table of reviews, with the task tokens that never leave the server. */
export const REVIEWS_TABLE = 'REVIEWS_TABLE';
/** The DynamoDB table of step boards: which step of a plan is done by whom, and what came of it. */
export const STEP_BOARDS_TABLE = 'STEP_BOARDS_TABLE';
/** The S3 bucket with the documents and tables that agents work with. */
export const LIBRARY_BUCKET = 'LIBRARY_BUCKET';
/** The SNS topic that tells reviewers of their work. */
export const REVIEW_TOPIC = 'REVIEW_TOPIC';
/** The address of the review page; ends with a slash. */
export const REVIEW_PAGE = 'REVIEW_PAGE';
/** Who signs the tokens of reviewers: an OpenID Connect issuer, and the id under which it knows the review page. */
export const OIDC_ISSUER = 'OIDC_ISSUER';
export const OIDC_CLIENT_ID = 'OIDC_CLIENT_ID';

/** JSON of `AgentLimits`: how many steps a plan may have, how many iterations a run, and what it may use by default. */
export const AGENT_LIMITS = 'AGENT_LIMITS';

/** Events of ours on EventBridge. */
export const EVENT_SOURCE = 'signalbox';
export const BREAKER_CHANGED = 'CircuitBreakerChanged';

/** Where all metrics are, for those who emit them and for the alarms on them. */
export const METRICS_NAMESPACE = 'GenAIWorkflows';

/** Values of the metric BreakerState: a breaker holds back nothing (0), all but a probe (1), everything (2). */
export const HELD_BACK = { CLOSED: 0, FORCED_CLOSED: 0, HALF_OPEN: 1, OPEN: 2, FORCED_OPEN: 2 } as const;

/** The value of an environment variable; throws, naming it, when it is missing or empty. */
export function required(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') {
    throw new Error(`environment variable ${name} is not set; infra must pass it to this function`);
  }
  return value;
}
