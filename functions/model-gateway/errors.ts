/** What to do with a failed model call. The names are contract: Retry and Catch match them. */
export interface ModelErrorRule {
  readonly name: string;
  readonly retry?: RetryRule;
  /**
   * `next`: the chain goes on; `other`: only to other models, not to the same behind another profile; `larger`: only to models
   * with a larger context; `none`: another model would not help; `policy`: the workflow decides; `halve`: once more with half
   * the max tokens, then `other`.
   */
  readonly fallback: 'next' | 'other' | 'larger' | 'none' | 'policy' | 'halve';
  /**
   * Whether it is the model's fault: `last` once the retries are used up; `figures` for a throttle, which is traffic to be
   * shifted and no fault; `ignores` for what another request would not meet.
   */
  readonly breaker: 'counts' | 'last' | 'figures' | 'ignores';
  /** When a caller may try again; null if the same request can never succeed. */
  readonly retryAfterSeconds: number | null;
}

export interface RetryRule {
  readonly attempts: number;
  readonly intervalSeconds: number;
  readonly backoffRate: number;
  readonly maxDelaySeconds?: number;
  /** Full jitter keeps executions that failed together from coming back together. */
  readonly jitter: boolean;
}

// Bedrock's quotas refill by the minute: shorter retries only burn attempts, and a caller should wait out the minute.
const THROTTLED: RetryRule = { attempts: 4, intervalSeconds: 2, backoffRate: 2, maxDelaySeconds: 30, jitter: true };
const QUOTA_SECONDS = 60;
const NOT_READY: RetryRule = { attempts: 5, intervalSeconds: 10, backoffRate: 1, jitter: false };
const BROKEN: RetryRule = { attempts: 3, intervalSeconds: 1, backoffRate: 2, jitter: true };
const ONCE: RetryRule = { attempts: 1, intervalSeconds: 1, backoffRate: 1, jitter: false };
const OUTAGE_SECONDS = 30;

/** https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html#API_runtime_Converse_Errors */
export const MODEL_ERRORS: readonly ModelErrorRule[] = [
  {
    name: 'ThrottlingException',
    retry: THROTTLED,
    fallback: 'next',
    breaker: 'figures',
    retryAfterSeconds: QUOTA_SECONDS,
  },
  { name: 'ServiceQuotaExceededException', fallback: 'next', breaker: 'figures', retryAfterSeconds: QUOTA_SECONDS },
  {
    name: 'ModelNotReadyException',
    retry: NOT_READY,
    fallback: 'next',
    breaker: 'last',
    retryAfterSeconds: OUTAGE_SECONDS,
  },
  { name: 'ModelTimeoutException', fallback: 'halve', breaker: 'counts', retryAfterSeconds: OUTAGE_SECONDS },
  {
    name: 'ServiceUnavailableException',
    retry: BROKEN,
    fallback: 'next',
    breaker: 'counts',
    retryAfterSeconds: OUTAGE_SECONDS,
  },
  {
    name: 'InternalServerException',
    retry: BROKEN,
    fallback: 'next',
    breaker: 'counts',
    retryAfterSeconds: OUTAGE_SECONDS,
  },
  { name: 'ModelErrorException', retry: ONCE, fallback: 'next', breaker: 'counts', retryAfterSeconds: OUTAGE_SECONDS },
  { name: 'ModelStreamErrorException', fallback: 'next', breaker: 'counts', retryAfterSeconds: OUTAGE_SECONDS },
  { name: 'ResourceNotFoundException', fallback: 'other', breaker: 'ignores', retryAfterSeconds: null },
  { name: 'AccessDeniedException', fallback: 'policy', breaker: 'ignores', retryAfterSeconds: null },
  { name: 'ValidationException', fallback: 'none', breaker: 'ignores', retryAfterSeconds: null },
  // Ours: Bedrock says ValidationException for it too, but a model with a larger window may take the request.
  { name: 'ContextOverflow', fallback: 'larger', breaker: 'ignores', retryAfterSeconds: null },
];

/** Someone has to mend the account or the catalog; a chain that goes on hides it. */
export const CONFIG_ERRORS: readonly string[] = ['AccessDeniedException', 'ResourceNotFoundException'];

/** What a chain does with every other failure: a crash of the function says nothing about the next model. */
export const OTHER_ERRORS = { fallback: 'next', retryAfterSeconds: OUTAGE_SECONDS } as const;

/** Failures of the Lambda service itself, after which nobody knows whether the function ran: an answer that it had is found again. */
export const LAMBDA_ERRORS: readonly { readonly names: readonly string[]; readonly retry: RetryRule }[] = [
  { names: ['Lambda.TooManyRequestsException'], retry: THROTTLED },
  {
    names: [
      'Lambda.ServiceException',
      'Lambda.AWSLambdaException',
      'Lambda.SdkClientException',
      'Lambda.ClientExecutionTimeoutException',
    ],
    retry: BROKEN,
  },
];

/** A call that ran out of time, whoever's clock it was: the task's or the function's. The function may not have told of it. */
export const TIMEOUT_ERRORS = ['States.Timeout', 'Sandbox.Timedout'] as const;
/** The function ended without a word. */
export const CRASH_ERRORS = ['Lambda.Unknown', 'Runtime.ExitError', 'Runtime.OutOfMemory'] as const;

/** Bad input; its message names each wrong field. */
export const INVALID_INPUT = 'InvalidInput';
/** A planner made no plan that can be carried out, not even when it was told what is wrong with the first; its cause says what. */
export const INVALID_PLAN = 'InvalidPlan';
/** No route is left; its cause is JSON `{code, tried, retryAfterSeconds}`. */
export const MODEL_UNAVAILABLE = 'ModelUnavailable';
/** A client's budget has no room for the request, not even with the cheapest model; its cause is JSON (HTTP 402, not 429). */
export const BUDGET_EXCEEDED = 'BudgetExceeded';
/** An outcome of a link: its latest figures were poor, so another model is tried first. */
export const PASSED_OVER = 'PassedOver';
/** A code within ModelUnavailable, and thrown by a retry: the breaker lets nobody through. */
export const BREAKER_OPEN = 'BreakerOpen';
/** A code within ModelUnavailable: the chain's time was over before a model answered. */
export const DEADLINE_EXCEEDED = 'DeadlineExceeded';
/**
 * Ours: the answer did not match the schema, after one repair. Its message is the JSON of what was paid, so that the workflow
 * goes to the next model without losing it.
 */
export const MALFORMED_ANSWER = 'MalformedAnswer';
export const CONTEXT_OVERFLOW = 'ContextOverflow';

/** The names under which a Bedrock error reaches a state machine: our function's, and those of the two integrations. */
export function everyName(name: string): readonly string[] {
  return [name, `Bedrock.${name}`, `BedrockRuntime.${name}`];
}
