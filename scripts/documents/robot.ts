import { setTimeout as sleep } from 'node:timers/promises';

import type { LocalReviews, ReviewRow } from '../local-reviews.ts';

// As many as an office has people; each decision is three requests.
const AT_ONCE = 8;
const LOOK_MS = 250;

export interface Robot {
  readonly decided: () => number;
  /** Resolves once it has put its pen down; rejects with what went wrong. */
  stop(): Promise<void>;
}

/** Decides every open review whose document is one of these, until it is stopped. */
export function startRobot(reviews: LocalReviews, documents: ReadonlySet<string>): Robot {
  const taken = new Set<string>();
  let decided = 0;
  let stopped = false;

  async function work(waiting: ReviewRow[]): Promise<void> {
    for (let review = waiting.pop(); review !== undefined; review = waiting.pop()) {
      await reviews.decide(review);
      decided += 1;
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
    async stop() {
      stopped = true;
      await running;
    },
  };
}
