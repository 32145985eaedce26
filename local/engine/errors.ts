/** A failure as a state machine sees it: what Retry and Catch match, and what the execution fails with. */
export class StatesError extends Error {
  /** Absent when a callback failed a task without naming an error. */
  readonly error: string | undefined;
  /** Text; `cause` of Error is left alone because it may be any value. */
  readonly causeText: string | undefined;
  /** Another name under which Retry and Catch may match it, e.g. States.HeartbeatTimeout. */
  readonly alias: string | undefined;

  constructor(error: string | undefined, causeText: string | undefined, alias?: string) {
    super(causeText ?? error ?? 'failed');
    this.name = 'StatesError';
    this.error = error;
    this.causeText = causeText;
    this.alias = alias;
  }
}

/** More data than a state may take, give or keep: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
export function dataLimitExceeded(
  stateOrTask: string,
  did: 'assigned variables' | 'provided parameters' | 'returned a result',
): StatesError {
  return new StatesError(
    'States.DataLimitExceeded',
    `The state/task '${stateOrTask}' ${did} with a size exceeding the maximum number of bytes service limit.`,
  );
}

/** Data that a state cannot work with: fails it as States.Runtime, with AWS's opening that names the state put before the message. */
export class StateDataError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'StateDataError';
  }
}

/** A refusal of an API call, with the exception's name as AWS spells it. Status 400 unless it says otherwise. */
export class ServiceError extends Error {
  readonly details: Readonly<Record<string, unknown>>;

  constructor(name: string, message: string, details: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = name;
    this.details = details;
  }
}
