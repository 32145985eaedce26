/** A failure as a state machine sees it: what Retry and Catch match, and what the execution fails with. */
export class StatesError extends Error {
  readonly error: string | undefined;
  /** `cause` of Error is left alone: a cause here is text, and may be absent. */
  readonly causeText: string | undefined;

  constructor(error: string | undefined, cause: string | undefined) {
    super(cause ?? error ?? 'failed');
    this.name = 'StatesError';
    this.error = error;
    this.causeText = cause;
  }
}
