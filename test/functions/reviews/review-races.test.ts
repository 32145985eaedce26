import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { outcomeOf } from '../../../functions/reviews/deliver-decision.ts';
import type { Reviewer } from '../../../functions/reviews/review-rows.ts';
import type { Decision, ReviewOutcome } from '../../../functions/schemas/review.ts';
import type { WaitingReview } from '../../../functions/stores/review-items.ts';
import { ANN, BOB, INVOICE, managers, reviewsTable, ReviewWorld, type Fault, type Parsed } from './review-world.ts';
import { everyOrder, Turns } from './turns.ts';

/**
 * R2. The first final decision wins.
 * R3. Four eyes.
 * R4. The audit trail only grows, and has every success.
 * R5. The workflow ends with the decision that is stored.
 * R6. An earlier round's token never replaces a later one's, and none is kept once the workflow has the decision.
 */
let table: Awaited<ReturnType<typeof reviewsTable>>;
beforeAll(async () => {
  table = await reviewsTable();
});
afterAll(() => table.close());

interface Wish {
  readonly reviewer: Reviewer;
  readonly decision: Decision;
  /** What an edit makes of the total. */
  readonly total?: number;
  readonly fault?: Fault;
}

const bodyOf = ({ decision, total }: Wish, version: number) => ({
  decision,
  version,
  ...(decision === 'edit' && { result: { ...INVOICE, total: total ?? 1 } }),
});

/** A reviewer decides about version 1, as everyone sees it who looks at the same time. */
const decide = (world: ReviewWorld, wish: Wish, version = 1): Promise<Parsed | undefined> =>
  world.post(wish.reviewer, bodyOf(wish, version), { fault: wish.fault }).catch(() => undefined);

/** What holds of any review at the end, whoever did what to it and in whatever order. */
async function holds(
  world: ReviewWorld,
  needed: number,
  answers: readonly (Parsed | undefined)[],
): Promise<WaitingReview> {
  const review = await world.stored();
  const { decision, approvals, audit, status, version } = review;
  const finals = answers.filter((answer) => answer?.status === 200 && answer.body.status === 'decided');
  expect(finals.length).toBeLessThanOrEqual(1);
  expect(decision === undefined).toBe(status === 'open');
  // R6
  if (review.sentAt !== undefined) expect(review.token).toBeUndefined();
  if (decision && decision.decision !== 'reject' && decision.decision !== 'timeout') {
    const eyes = new Set(approvals.map(({ sub }) => sub));
    expect(eyes.size).toBe(approvals.length);
    expect(eyes.size).toBe(needed);
    expect(decision.approvals).toHaveLength(needed);
  }
  const acts = audit.filter(({ act }) => act !== undefined);
  expect(new Set(acts.map(({ act }) => act)).size).toBe(acts.length);
  const successes = answers.filter((answer) => answer?.status === 200);
  const killed = answers.filter((answer) => answer === undefined);
  expect(acts.length).toBeGreaterThanOrEqual(successes.length);
  expect(acts.length).toBeLessThanOrEqual(successes.length + killed.length);
  expect(acts.filter(({ what }) => what.startsWith('edited'))).toHaveLength(version - 1);
  for (const { act } of acts) expect(audit.filter((line) => line.act === act)).toHaveLength(1);
  for (const answer of answers) expect([200, 400, 403, 409, undefined]).toContain(answer?.status);
  return review;
}

describe('two who decide at once', () => {
  const approve = (reviewer: Reviewer): Wish => ({ reviewer, decision: 'approve' });
  const reject = (reviewer: Reviewer): Wish => ({ reviewer, decision: 'reject' });
  const edit = (reviewer: Reviewer): Wish => ({ reviewer, decision: 'edit' });

  it.each([
    ['one approves, one rejects', 1, [approve(ANN), reject(BOB)], ['200 409']],
    ['two approvals are needed', 2, [approve(ANN), approve(BOB)], ['200 200']],
    ['two are needed, and one rejects', 2, [approve(ANN), reject(BOB)], ['200 200', '200 409']],
    ['two are needed, and one edits', 2, [approve(ANN), edit(BOB)], ['200 200', '200 409']],
    ['two are needed, and both edit', 2, [edit(ANN), edit(BOB)], ['200 409']],
    ['two are needed, and it is one person', 2, [approve(ANN), approve(ANN)], ['200 403']],
  ])('in every order of their reads and writes: %s', async (_, needed, wishes, expected) => {
    const seen = new Set<string>();
    const runs = await everyOrder(async (pick) => {
      let gated = false;
      const turns = new Turns();
      const world = new ReviewWorld(table.client, { needed, between: (work) => (gated ? turns.take(work) : work()) });
      const token = world.newToken();
      const answered = world.tasks.wait(token);
      await world.request(token);
      gated = true;
      const results = await turns.run(
        wishes.map((wish) => decide(world, wish)),
        pick,
      );
      const answers = results.map((result) => (result as PromiseFulfilledResult<Parsed>).value);
      const review = await holds(world, needed, answers);
      seen.add(
        answers
          .map(({ status }) => status)
          .sort()
          .join(' '),
      );
      if (review.decision) expect(await answered).toEqual(outcomeOf(review, review.decision));
      else expect(world.tasks.sent).toEqual([]);
    });
    expect(runs).toBeGreaterThan(5);
    expect([...seen].sort()).toEqual(expected);
  });
});

describe('any number of reviewers, and a workflow with its rounds', () => {
  const fault: fc.Arbitrary<Fault | undefined> = fc.option(
    fc.record({ call: fc.integer({ min: 1, max: 5 }), kind: fc.constantFrom('before', 'after', 'repeated') }),
    { nil: undefined, freq: 2 },
  );
  const names = ['ann', 'bob', 'cid', 'dan'];
  const scenario = fc.record({
    needed: fc.integer({ min: 1, max: 2 }),
    wishes: fc.array(
      fc.record({
        reviewer: fc.constantFrom(...managers(...names)),
        decision: fc.constantFrom<Decision>('approve', 'approve', 'edit', 'reject'),
        total: fc.integer({ min: 1, max: 3 }),
        fault,
      }),
      { maxLength: 6 },
    ),
    workflowFaults: fc.array(fault, { maxLength: 12 }),
    rounds: fc.integer({ min: 0, max: 3 }),
    closes: fc.boolean(),
    picks: fc.array(fc.nat(1000), { minLength: 1, maxLength: 150 }),
  });

  it('end with the one decision that is stored, wherever functions die', async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async ({ needed, wishes, workflowFaults, rounds, closes, picks }) => {
        const turns = new Turns();
        const world = new ReviewWorld(table.client, { needed, between: turns.take });
        let turn = 0;
        const pick = (waiting: number) => (picks[turn++ % picks.length] ?? 0) % waiting;
        const answers: (Parsed | undefined)[] = [];
        const reviewing = wishes.map(async (wish) => {
          // As the page does: look, then decide about what was seen.
          const { version } = (await world.reviews().read(world.id)) ?? { version: 1 };
          const answer = await decide(world, wish, version);
          if (answer?.status !== 404) answers.push(answer);
        });
        const workflow = new Workflow(world, turns, workflowFaults);
        const all = (async () => {
          const outcome = await workflow.rounds(rounds);
          if (outcome) return outcome;
          const delivered = await workflow.lastRound(reviewing);
          return closes ? workflow.close() : decideAtLast(world, delivered, answers);
        })();
        const [ended] = await turns.run<ReviewOutcome | void>([all, ...reviewing], pick);
        if (ended?.status !== 'fulfilled') throw ended?.reason;
        const review = await holds(world, needed, answers);
        expect(ended.value).toEqual(outcomeOf(review, review.decision!));
        expect(world.tasks.sent.filter(({ taken }) => taken).length).toBeLessThanOrEqual(1);
        // R6, for whatever is still at work, and for every round's function that is run once more.
        await turns.run(workflow.late(), pick);
        const after = await holds(world, needed, answers);
        if (review.sentAt !== undefined) expect(asks(after)).toEqual(asks(review));
      }),
      {
        numRuns: Number(process.env.RUNS ?? 40),
        ...(process.env.SEED && { seed: Number(process.env.SEED) }),
        interruptAfterTimeLimit: 100_000,
        endOnFailure: process.env.SHRINK === undefined,
      },
    );
  }, 120_000);
});

/** How often the audit trail says that somebody was asked. */
function asks({ audit }: WaitingReview): number {
  return audit.filter(({ what }) => what.startsWith('asked')).length;
}

/** When nobody is at work any more, whoever decides reaches the task that waits, whatever was left undone before. */
async function decideAtLast(
  world: ReviewWorld,
  delivered: () => Promise<ReviewOutcome> | undefined,
  answers: (Parsed | undefined)[],
): Promise<ReviewOutcome> {
  for (const reviewer of managers('fay', 'gus')) {
    const review = await world.reviews().read(world.id);
    answers.push(await decide(world, { reviewer, decision: 'approve' }, review!.version));
  }
  const outcome = delivered();
  if (outcome === undefined) throw new Error('the task that waits was not answered');
  return outcome;
}

/** What the state machine does: rounds with tokens of their own, whose functions are run again until they succeed. */
class Workflow {
  readonly #world: ReviewWorld;
  readonly #turns: Turns;
  readonly #faults: (Fault | undefined)[];
  /** Functions whose round may be over while they are still at work. */
  readonly #leftovers: Promise<unknown>[] = [];
  readonly #begun: { readonly token: string; readonly hours: number }[] = [];

  constructor(world: ReviewWorld, turns: Turns, faults: readonly (Fault | undefined)[]) {
    this.#world = world;
    this.#turns = turns;
    this.#faults = [...faults];
  }

  /** Undefined when time ran out in each of them. */
  async rounds(count: number): Promise<ReviewOutcome | undefined> {
    for (let round = 0; round < count; round += 1) {
      const outcome = await this.#stubborn((fault) => this.#wait(round, fault));
      if (outcome) return outcome;
      // Time may run out before the review was ever made; then there is nobody to remind.
      if (!(await this.#world.reviews().read(this.#world.id))) continue;
      await this.#stubborn((fault) => this.#world.remind(round === 2 ? 'escalate' : 'remind', round + 0.5, fault));
    }
    return undefined;
  }

  /** A round whose time does not run out; ends when nobody is at work, and tells whether its task was answered. */
  async lastRound(reviewing: readonly Promise<void>[]): Promise<() => Promise<ReviewOutcome> | undefined> {
    const token = this.#world.newToken();
    const answered = this.#world.tasks.wait(token);
    const before = await this.#world.reviews().read(this.#world.id);
    await this.#world.request(token, 10);
    this.#begun.push({ token, hours: 10 });
    // R5: it needed nobody else.
    if (before?.decision)
      expect(this.#world.tasks.sent).toContainEqual(expect.objectContaining({ token, taken: true }));
    await Promise.allSettled([...reviewing, ...this.#leftovers]);
    return () => (this.#world.tasks.timeOut(token) ? undefined : answered);
  }

  /** Functions that are not done, and each round's once more. */
  late(): readonly Promise<unknown>[] {
    return [...this.#leftovers, ...this.#begun.map(({ token, hours }) => this.#world.request(token, hours))];
  }

  close(): Promise<ReviewOutcome> {
    return this.#stubborn((fault) => this.#world.closing(24, fault));
  }

  /** Until the round's task is answered, its function fails, or its time is over, which it may be at any moment. */
  async #wait(hours: number, fault?: Fault): Promise<ReviewOutcome | undefined> {
    const token = this.#world.newToken();
    const timer = this.#turns.timer();
    const answered = this.#world.tasks.wait(token);
    const asked = this.#world.request(token, hours, fault);
    this.#begun.push({ token, hours });
    this.#leftovers.push(asked);
    const failed = asked.then(() => new Promise<never>(() => {}));
    const outcome = await Promise.race([answered, timer.due, failed]).catch((error: unknown) => error as Error);
    timer.cancel();
    // Answered before it failed or its time was over: then that is what counts.
    if (!this.#world.tasks.timeOut(token)) return answered;
    if (outcome instanceof Error) throw outcome;
    return undefined;
  }

  async #stubborn<T>(run: (fault: Fault | undefined) => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await run(this.#faults.shift());
      } catch (error) {
        if ((error as Error).message !== 'killed') throw error;
      }
    }
  }
}
