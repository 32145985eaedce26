/** What to do with a failed model call. The names are contract: Retry and Catch match them. */
export interface ModelErrorRule {
  readonly name: string;
  readonly retry?: RetryRule;
  /**
   * `next`: the chain goes on; `larger`: only to models with a larger context; `none`: another model would not help;
   * `policy`: the workflow decides; `halve`: once more with half the max tokens, then `next`.
   */
  readonly fallback: 'next' | 'larger' | 'none' | 'policy' | 'halve';
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
  { name: 'ThrottlingException', retry: THROTTLED, fallback: 'next', retryAfterSeconds: QUOTA_SECONDS },
  { name: 'ServiceQuotaExceededException', fallback: 'next', retryAfterSeconds: QUOTA_SECONDS },
  { name: 'ModelNotReadyException', retry: NOT_READY, fallback: 'next', retryAfterSeconds: OUTAGE_SECONDS },
  { name: 'ModelTimeoutException', fallback: 'halve', retryAfterSeconds: OUTAGE_SECONDS },
  { name: 'ServiceUnavailableException', retry: BROKEN, fallback: 'next', retryAfterSeconds: OUTAGE_SECONDS },
  { name: 'InternalServerException', retry: BROKEN, fallback: 'next', retryAfterSeconds: OUTAGE_SECONDS },
  { name: 'ModelErrorException', retry: ONCE, fallback: 'next', retryAfterSeconds: OUTAGE_SECONDS },
  { name: 'ModelStreamErrorException', fallback: 'next', retryAfterSeconds: OUTAGE_SECONDS },
  { name: 'ResourceNotFoundException', fallback: 'next', retryAfterSeconds: null },
  { name: 'AccessDeniedException', fallback: 'policy', retryAfterSeconds: null },
  { name: 'ValidationException', fallback: 'none', retryAfterSeconds: null },
  // Ours: Bedrock says ValidationException for it too, but a model with a larger window may take the request.
  { name: 'ContextOverflow', fallback: 'larger', retryAfterSeconds: null },
];

/** What a chain does with every other failure: a crash of the function says nothing about the next model. */
export const OTHER_ERRORS = { fallback: 'next', retryAfterSeconds: OUTAGE_SECONDS } as const;

/** Failures of the Lambda service itself; the function did not run, so a retry costs nothing. */
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

/** A call that ran out of time, whoever's clock it was: the task's or the function's. */
export const TIMEOUT_ERRORS = ['States.Timeout', 'Sandbox.Timedout'] as const;

/** Bad input; its message names each wrong field. */
export const INVALID_INPUT = 'InvalidInput';
/** No route is left; its cause is JSON `{code, tried, retryAfterSeconds}`. */
export const MODEL_UNAVAILABLE = 'ModelUnavailable';
/** A code within ModelUnavailable: the chain's time was over before a model answered. */
export const DEADLINE_EXCEEDED = 'DeadlineExceeded';
/** A code within ModelUnavailable: the answer did not match the schema, after one repair. */
export const MALFORMED_ANSWER = 'MalformedAnswer';
export const CONTEXT_OVERFLOW = 'ContextOverflow';

/** The names under which a Bedrock error reaches a state machine: our function's, and those of the two integrations. */
export function everyName(name: string): readonly string[] {
  return [name, `Bedrock.${name}`, `BedrockRuntime.${name}`];
}
