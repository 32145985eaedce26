import { setTimeout as sleep } from 'node:timers/promises';

import type { LocalReviews, ReviewRow } from '../local-reviews.ts';

// As many as an office has people; each decision is three requests.
const AT_ONCE = 8;
const LOOK_MS = 250;
// In a row: an API that is only slow answers in between.
const MOST_FAILURES = 50;

export interface Robot {
  readonly decided: () => number;
  /** Rejects when it gives up. */
  readonly working: Promise<void>;
  /** Resolves once it has put its pen down; rejects with what went wrong. */
  stop(): Promise<void>;
}

/** Decides every open review whose document is one of these, until it is stopped. */
export function startRobot(reviews: LocalReviews, documents: ReadonlySet<string>): Robot {
  const taken = new Set<string>();
  let decided = 0;
  let failures = 0;
  let stopped = false;

  async function work(waiting: ReviewRow[]): Promise<void> {
    for (let review = waiting.pop(); review !== undefined; review = waiting.pop()) {
      try {
        await reviews.decide(review);
        decided += 1;
        failures = 0;
      } catch (error) {
        failures += 1;
        if (failures > MOST_FAILURES) throw error;
        // As a person would: look at the list again, and at what it says by then.
        taken.delete(review.id);
      }
    }
  }

  async function run(): Promise<void> {
    while (!stopped) {
      const waiting: ReviewRow[] = [];
      for await (const review of reviews.list('open')) {
        if (!documents.has(review.documentId) || taken.has(review.id)) continue;
        taken.add(review.id);
        waiting.push(review);
      }
      await Promise.all(Array.from({ length: AT_ONCE }, () => work(waiting)));
      await sleep(LOOK_MS);
    }
  }

  const running = run();
  running.catch(() => undefined);
  return {
    decided: () => decided,
    working: running,
    async stop() {
      stopped = true;
      await running;
    },
  };
}
