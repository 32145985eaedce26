import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { outcomeOf } from '../../../functions/reviews/deliver-decision.ts';
import type { ReviewOutcome } from '../../../functions/schemas/review.ts';
import { ANN, BOB, INVOICE, OPENED, reviewsTable, ReviewWorld, SUBJECT, type Fault } from './review-world.ts';

const HOUR = 3_600_000;

let table: Awaited<ReturnType<typeof reviewsTable>>;
beforeAll(async () => {
  table = await reviewsTable();
});
afterAll(() => table.close());

const approve = { decision: 'approve', version: 1 };
const edit = { decision: 'edit', version: 1, result: { ...INVOICE, total: 1 } };
const kinds = (world: ReviewWorld) => world.notices.map(({ kind }) => kind);

/** A review that waits with a token. */
async function opened(needed = 1) {
  const world = new ReviewWorld(table.client, { needed });
  const token = world.newToken();
  const answered = world.tasks.wait(token);
  await world.request(token);
  return { world, token, answered };
}

describe('request-review', () => {
  it('keeps all that a reviewer needs, and the token', async () => {
    const { world, token } = await opened(2);
    expect(await world.stored()).toEqual({
      id: world.id,
      status: 'open',
      documentId: 'INV-1',
      execution: expect.stringContaining(':execution:document-processing:'),
      subject: { text: JSON.stringify(SUBJECT) },
      facts: { type: 'invoice', amount: 12_345, currency: 'USD', complete: true, hasContent: true },
      approver: { group: 'managers', needed: 2 },
      openedAt: OPENED,
      dueAt: OPENED + 24 * HOUR,
      version: 1,
      approvals: [],
      escalated: false,
      token,
      notifiedAt: OPENED,
      audit: [
        { at: OPENED, who: 'workflow', what: 'asked managers to decide' },
        { at: OPENED, who: 'workflow', what: 'told managers' },
      ],
    });
  });

  it('tells the group once, however often it is run and whatever rounds follow', async () => {
    const { world } = await opened();
    await world.request(world.newToken());
    await world.request(world.newToken(), 4);
    expect(kinds(world)).toEqual(['review']);
  });

  it.each([1, 2, 3].flatMap((call) => (['before', 'after', 'repeated'] as const).map((kind) => ({ call, kind }))))(
    'that is killed at $call, $kind, is run again, and has told the group at least once',
    async (fault) => {
      const world = new ReviewWorld(table.client);
      const killed = await world.request(world.newToken(), 0, fault).then(
        () => false,
        () => true,
      );
      // The second is the notice, which costs nothing when it fails.
      expect(killed).toBe(fault.kind !== 'repeated' && fault.call !== 2);
      const token = world.newToken();
      if (fault.kind !== 'repeated') await world.request(token);
      expect(new Set(kinds(world))).toEqual(new Set(['review']));
      expect(await world.stored()).toMatchObject({ notifiedAt: OPENED, ...(fault.kind !== 'repeated' && { token }) });
    },
  );

  it('that cannot tell the group waits all the same, and the next round tells it', async () => {
    const world = new ReviewWorld(table.client);
    const first = world.newToken();
    await world.request(first, 0, { call: 2, kind: 'before' });
    expect(world.faults).toEqual(['group not told']);
    const stored = await world.stored();
    expect(stored).toMatchObject({ status: 'open', token: first });
    expect(stored.notifiedAt).toBeUndefined();
    const token = world.newToken();
    const answered = world.tasks.wait(token);
    await world.request(token, 4);
    expect(kinds(world)).toEqual(['review']);
    expect((await world.stored()).notifiedAt).toBe(OPENED + 4 * HOUR);
    await world.post(ANN, approve);
    expect((await answered).review.reviewer).toBe('ann');
  });

  it('that is run again, or late, when the workflow has the decision, changes nothing', async () => {
    for (const end of [(world: ReviewWorld) => world.post(ANN, approve), (world: ReviewWorld) => world.closing()]) {
      const { world, token } = await opened();
      await end(world);
      const before = await world.stored();
      await world.request(token);
      await world.request(world.newToken());
      await world.request(world.newToken(), 25);
      expect(await world.stored()).toEqual(before);
      expect(before.token).toBeUndefined();
      expect(world.tasks.sent.filter(({ taken }) => taken).length).toBeLessThanOrEqual(1);
    }
  });

  it('gives a later round its token, and what the review is about stays', async () => {
    const { world } = await opened(2);
    await world.post(ANN, edit);
    const before = await world.stored();
    const token = world.newToken();
    await world.request(token, 4);
    const after = await world.stored();
    expect(after).toEqual({ ...before, token, audit: [...before.audit, expect.anything()] });
  });

  it('of an earlier round changes nothing any more', async () => {
    const { world } = await opened();
    const [late, token] = [world.newToken(), world.newToken()];
    await world.request(token, 4);
    const before = await world.stored();
    await world.request(late, 0);
    expect(await world.stored()).toEqual(before);
    expect(before.token).toBe(token);
  });

  it('sends a decision that came while no task waited, at once and even if its own answer was lost', async () => {
    for (const fault of [undefined, { call: 1, kind: 'repeated' }] as const) {
      const { world, token } = await opened();
      world.tasks.timeOut(token);
      await world.post(ANN, edit);
      expect(world.tasks.sent).toMatchObject([{ token, taken: false }]);
      const next = world.newToken();
      const answered = world.tasks.wait(next);
      await world.request(next, 4, fault);
      expect(await answered).toMatchObject({ review: { decision: 'edit' }, content: { answer: { total: 1 } } });
      const stored = await world.stored();
      expect(stored.token).toBeUndefined();
      expect(stored.sentAt).toBe(OPENED + 4 * HOUR);
    }
  });
});

describe('remind-reviewer', () => {
  it('reminds the group, then lets the backup group decide, too', async () => {
    const { world } = await opened();
    await world.remind('remind', 4);
    await world.remind('remind', 20);
    expect((await world.stored()).escalated).toBe(false);
    await world.remind('escalate', 22);
    expect(kinds(world)).toEqual(['review', 'remind', 'remind', 'escalate']);
    expect(await world.stored()).toMatchObject({ escalated: true, remindedAt: OPENED + 22 * HOUR });
    expect((await world.trail()).slice(2)).toEqual([
      'workflow reminded managers',
      'workflow reminded managers',
      'workflow escalated to backup-reviewers',
    ]);
  });

  it.each([1, 2, 3].flatMap((call) => (['before', 'after', 'repeated'] as const).map((kind) => ({ call, kind }))))(
    'that is killed at $call, $kind, is run again: counted once, told at least once',
    async (fault) => {
      const { world } = await opened();
      await world.remind('remind', 4, fault).catch(() => world.remind('remind', 4));
      expect(kinds(world)).toContain('remind');
      expect((await world.trail()).filter((line) => line === 'workflow reminded managers')).toHaveLength(1);
    },
  );

  it('of a decided review tells nobody, and sends a decision that was not delivered', async () => {
    const { world, answered } = await opened();
    // Killed after the write, before the task was answered.
    await expect(world.post(ANN, approve, { fault: { call: 2, kind: 'after' } })).rejects.toThrow('killed');
    expect(world.tasks.sent).toEqual([]);
    await world.remind('remind', 4);
    expect((await answered).review.reviewer).toBe('ann');
    await world.remind('remind', 20);
    expect(world.tasks.sent).toHaveLength(1);
    expect(kinds(world)).toEqual(['review']);
  });

  it('of a review that is not there fails', async () => {
    await expect(new ReviewWorld(table.client).remind('remind', 4)).rejects.toThrow(/request-review has to come first/);
  });
});

describe('close-review', () => {
  it('ends a review that nobody decided, and nobody decides it any more', async () => {
    const { world, token } = await opened(2);
    world.tasks.timeOut(token);
    await world.post(ANN, approve);
    const outcome = {
      review: {
        decision: 'timeout',
        reviewer: '',
        comment: '',
        decidedAt: '2026-11-22T14:00:00.000Z',
        approvals: [{ reviewer: 'ann', at: '2026-11-21T15:00:00.000Z' }],
      },
    };
    expect(await world.closing()).toEqual(outcome);
    const stored = await world.stored();
    expect(stored).toMatchObject({ status: 'timed-out', decision: outcome.review });
    expect(stored.token).toBeUndefined();
    expect(world.measured).toEqual(['timeout']);
    expect(await world.closing(25)).toEqual(outcome);
    expect(await world.post(BOB, approve)).toMatchObject({
      status: 409,
      body: {
        message: 'nobody decided in time; the review ended at 2026-11-22T14:00:00.000Z',
        review: { status: 'timed-out', decision: { decision: 'timeout' } },
      },
    });
    // A redrive brings a new round: it learns the same.
    const next = world.newToken();
    const answered = world.tasks.wait(next);
    await world.request(next, 30);
    expect(await answered).toEqual(outcome);
    expect(await world.stored()).toEqual(stored);
  });

  it('forgets an edit that nobody confirmed', async () => {
    const { world } = await opened(2);
    await world.post(ANN, edit);
    const { review, content } = await world.closing();
    expect(review).toMatchObject({ decision: 'timeout', approvals: [] });
    expect(content).toBeUndefined();
  });

  it('answers with a decision that is there', async () => {
    const { world, token } = await opened();
    world.tasks.timeOut(token);
    await world.post(ANN, edit);
    const outcome = await world.closing();
    expect(outcome).toMatchObject({ review: { decision: 'edit' }, content: { answer: { total: 1 } } });
    expect(world.measured).toEqual(['edit after 60 min']);
    const stored = await world.stored();
    expect(stored.sentAt).toBe(OPENED + 24 * HOUR);
    expect(stored.token).toBeUndefined();
  });

  it('of a review that is not there fails', async () => {
    await expect(new ReviewWorld(table.client).closing()).rejects.toThrow(/request-review has to come first/);
  });
});

describe("a reviewer's function that dies", () => {
  const faults: readonly Fault[] = [1, 2, 3, 4].flatMap((call) =>
    (['before', 'after'] as const).map((kind) => ({ call, kind })),
  );
  const recoveries: Readonly<Record<string, (world: ReviewWorld) => Promise<ReviewOutcome | void>>> = {
    'the same again': async (world) => void (await world.post(ANN, edit)),
    'somebody else': async (world) => void (await world.post(BOB, approve)),
    'a reminder': (world) => world.remind('remind', 4),
    'the next round': (world) => world.request(world.newToken(), 4),
    'the end': (world) => world.closing(),
  };

  it.each(Object.keys(recoveries).flatMap((recovery) => faults.map((fault) => ({ recovery, ...fault }))))(
    '$kind its call $call leaves a decision that $recovery delivers as it is stored, or none',
    async ({ recovery, ...fault }) => {
      const { world, token, answered } = await opened();
      await world.post(ANN, edit, { fault }).catch(() => undefined);
      const stored = await world.stored();
      // The read, and the write that decides.
      expect(stored.decision !== undefined).toBe(fault.call > 2 || (fault.call === 2 && fault.kind === 'after'));
      const waits = world.tasks.sent.length === 0;
      let next = answered;
      if (recovery === 'the next round' && waits) {
        world.tasks.timeOut(token);
        next = world.tasks.wait(`token ${world.id} 2`);
      }
      const closed = await recoveries[recovery]!(world);
      const after = await world.stored();
      if (stored.decision) expect(after.decision).toEqual(stored.decision);
      if (after.decision === undefined) expect(world.tasks.sent).toEqual([]);
      else expect(closed ?? (await next)).toEqual(outcomeOf(after, after.decision));
    },
  );
});
