// M1. What all evaluations have made and not yet let go is counted; a value counts until its evaluation ends, since nobody
//     knows before whether it is still needed.
// M2. Above the limit one evaluation at a time goes on; the others wait before they make anything more.

/** Bytes that evaluations may hold together before they go on one by one. */
const SHARED_BYTES = 256_000_000;

let held = 0;
/** Resolves when the last of those that go on alone has ended. */
let alone: Promise<void> = Promise.resolve();

/** One evaluation's part of the memory that all share. */
export interface ShareOfMemory {
  /** Counts what was made; gives the bytes of this evaluation so far. */
  take(bytes: number): number;
  /** To be awaited before more is made; undefined while there is enough for everybody. */
  scarce(): Promise<void> | undefined;
  /** At the end of the evaluation. */
  release(): void;
}

export function shareOfMemory(): ShareOfMemory {
  let taken = 0;
  let end: (() => void) | undefined;
  let turn: Promise<void> | undefined;
  return {
    take(bytes) {
      taken += bytes;
      held += bytes;
      return taken;
    },
    scarce() {
      if (held <= SHARED_BYTES && !turn) return undefined;
      if (!turn) {
        const { promise, resolve } = Promise.withResolvers<void>();
        turn = alone;
        alone = promise;
        end = resolve;
      }
      return turn;
    },
    release() {
      held -= taken;
      taken = 0;
      end?.();
      end = undefined;
    },
  };
}
