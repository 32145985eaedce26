/** One call of a model, as `GET /_local/bedrock/calls` lists it. */
export interface ModelCall {
  readonly model: string;
  /** `requestMetadata.promptId`; null when the caller sent none. */
  readonly promptId: string | null;
  readonly operation: string;
  /** `ok`, a fault that shaped the answer (`malformed`, `truncated`, `slow`), or the name of the error. */
  readonly outcome: string;
  /** When the call came in, ISO 8601. */
  readonly at: string;
  readonly latencyMs: number;
}

export interface CallLog {
  add(call: ModelCall): void;
  /** Oldest first. */
  list(): readonly ModelCall[];
  clear(): void;
}

/** Keeps the last `size` calls; older ones are forgotten. */
export function createCallLog(size = 10_000): CallLog {
  let ring: ModelCall[] = [];
  let next = 0;
  return {
    add(call) {
      ring[next % size] = call;
      next += 1;
    },
    list() {
      const start = next % size;
      return next <= size ? ring.slice() : [...ring.slice(start), ...ring.slice(0, start)];
    },
    clear() {
      ring = [];
      next = 0;
    },
  };
}
