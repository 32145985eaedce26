import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import type { ReviewSubject } from '../../../functions/schemas/review.ts';
import { ANN, BOB, CID, EVE, INVOICE, reviewsTable, ReviewWorld, SUBJECT, type WorldOptions } from './review-world.ts';

let table: Awaited<ReturnType<typeof reviewsTable>>;
beforeAll(async () => {
  table = await reviewsTable();
});
afterAll(() => table.close());

/** A review that waits with a token. */
async function opened(options: WorldOptions = {}) {
  const world = new ReviewWorld(table.client, options);
  const token = world.newToken();
  const answered = world.tasks.wait(token);
  await world.request(token);
  return { world, token, answered };
}

const approve = { decision: 'approve', version: 1 };
const reject = { decision: 'reject', version: 1 };
const edit = (result: object = { ...INVOICE, total: 12_300 }, version = 1) => ({ decision: 'edit', version, result });
const ENCRYPTED = { code: 'EncryptedDocument', message: 'The document is encrypted.' } as const;
const UNREADABLE: ReviewSubject = { ...SUBJECT, content: undefined, completeness: undefined, problem: ENCRYPTED };

describe('a decision', () => {
  it('is stored, sent to the waiting task, and answered', async () => {
    const { world, token, answered } = await opened();
    expect(await world.post(ANN, { ...approve, comment: ' fine\nby me ' })).toEqual({
      status: 200,
      body: {
        status: 'decided',
        version: 1,
        approvals: [{ reviewer: 'ann', at: '2026-11-21T15:00:00.000Z' }],
        delivered: true,
      },
    });
    const review = {
      decision: 'approve',
      reviewer: 'ann',
      comment: 'fine\nby me',
      decidedAt: '2026-11-21T15:00:00.000Z',
      approvals: [{ reviewer: 'ann', at: '2026-11-21T15:00:00.000Z' }],
    };
    expect(await answered).toEqual({ review });
    expect(world.tasks.sent).toMatchObject([{ token, taken: true }]);
    const stored = await world.stored();
    expect(stored).toMatchObject({ status: 'decided', decision: review, sentAt: Date.UTC(2026, 10, 21, 15) });
    expect(stored.token).toBeUndefined();
    expect(await world.trail()).toEqual([
      'workflow asked managers to decide',
      'workflow told managers',
      'ann approved version 1',
      'workflow took the decision',
    ]);
    expect(stored.audit[2]).toMatchObject({ sub: ANN.sub, comment: 'fine\nby me' });
    expect(world.measured).toEqual(['approve after 60 min']);
  });

  it('that no task takes is stored, and says so', async () => {
    const { world, token } = await opened();
    world.tasks.timeOut(token);
    expect(await world.post(ANN, approve)).toMatchObject({
      status: 200,
      body: { status: 'decided', delivered: false },
    });
    expect(await world.stored()).toMatchObject({ status: 'decided', token });
    expect(await world.trail()).not.toContain('workflow took the decision');
  });

  it('is refused after the first one, which is told', async () => {
    const { world } = await opened();
    await world.post(ANN, { ...reject, comment: 'no' });
    const { status, body } = await world.post(BOB, approve);
    expect(status).toBe(409);
    expect(body).toMatchObject({
      message: 'ann decided already, at 2026-11-21T15:00:00.000Z: reject',
      review: { status: 'decided', version: 1, approvals: [], decision: { decision: 'reject', comment: 'no' } },
    });
    expect(world.tasks.sent).toHaveLength(1);
  });

  it('of nobody in the group is refused, unless the review was escalated to theirs', async () => {
    const { world } = await opened();
    expect(await world.post(EVE, approve)).toEqual({
      status: 403,
      body: { message: 'only members of managers decide this review' },
    });
    await world.remind('escalate', 22);
    expect(await world.post({ ...ANN, groups: ['directors'] }, approve)).toMatchObject({
      status: 403,
      body: { message: 'only members of managers or backup-reviewers decide this review' },
    });
    expect(await world.post({ ...ANN, groups: [] }, approve)).toMatchObject({ status: 403 });
    expect(await world.post(EVE, approve)).toMatchObject({ status: 200 });
  });

  it('about a review that is not there is answered with 404', async () => {
    expect(await new ReviewWorld(table.client).post(ANN, approve)).toMatchObject({ status: 404 });
  });

  it.each([
    ['no JSON', undefined, /body must be JSON/],
    ['a list', [], /must be an object/],
    ['another decision', { decision: 'maybe', version: 1 }, /decision: must be one of approve, reject, edit/],
    ['no version', { decision: 'approve' }, /version: is missing/],
    ['a version of 0', { decision: 'approve', version: 0 }, /version: must be at least 1/],
    ['another field', { ...approve, force: true }, /force: is not a known field/],
    ['a long comment', { ...approve, comment: 'x'.repeat(4001) }, /comment: must have at most 4000 characters/],
    ['a comment that rings', { ...approve, comment: '\u0007' }, /comment: must not have control characters/],
    ['an edit of nothing', { decision: 'edit', version: 1 }, /result: is missing/],
    ['a result without an edit', { ...approve, result: INVOICE }, /result: has no place in approve/],
  ])('with %s is refused and changes nothing', async (_, body, message) => {
    const { world } = await opened();
    const before = await world.stored();
    const answer = await world.post(ANN, body as object);
    expect(answer).toEqual({ status: 400, body: { message: expect.stringMatching(message) } });
    expect(await world.stored()).toEqual(before);
  });

  it('may have 5 MB, a long invoice and what was added to it', async () => {
    const { world, answered } = await opened();
    const line = { description: 'x'.repeat(4900), quantity: 1, unitPrice: 1, amount: 1 };
    const long = (lines: number) => edit({ ...INVOICE, lines: Array.from({ length: lines }, () => line) });
    expect(Buffer.byteLength(JSON.stringify(long(1005)))).toBeLessThan(5_000_000);
    expect(Buffer.byteLength(JSON.stringify(long(1010)))).toBeGreaterThan(5_000_000);
    expect(await world.post(ANN, long(1010))).toEqual({
      status: 400,
      body: { message: expect.stringMatching(/JSON of at most 5 MB/) },
    });
    expect(await world.post(ANN, long(1005))).toMatchObject({ status: 200 });
    expect(await answered).toMatchObject({ review: { decision: 'edit' }, content: { answerRef: expect.anything() } });
  });

  it('of a document that nobody could read can only be to reject', async () => {
    const { world, answered } = await opened({ subject: UNREADABLE });
    for (const body of [approve, edit()]) {
      expect(await world.post(ANN, body)).toEqual({
        status: 400,
        body: { message: 'there is nothing to approve; reject it' },
      });
    }
    expect(await world.post(ANN, reject)).toMatchObject({ status: 200 });
    expect(await answered).toMatchObject({ review: { decision: 'reject', approvals: [] } });
  });
});

describe('an edit', () => {
  it('goes on as the whole result and as what was changed', async () => {
    const { world, answered } = await opened();
    const [first] = INVOICE.lines;
    const result = { ...INVOICE, lines: [{ ...first, amount: 999 }], tax: null };
    expect(await world.post(ANN, edit(result))).toMatchObject({ status: 200, body: { status: 'decided', version: 2 } });
    expect(await answered).toMatchObject({
      review: {
        decision: 'edit',
        reviewer: 'ann',
        changes: [
          { path: 'lines.0.amount', before: 1000, after: 999 },
          { path: 'lines.1', before: INVOICE.lines[1] },
          { path: 'tax', before: 0, after: null },
        ],
      },
      content: { answer: result },
    });
    expect((await world.trail())[2]).toBe('ann edited version 1 into 2, 3 values: lines.0.amount, lines.1, tax');
    const { changes } = (await world.stored()).audit[2]!;
    expect(JSON.parse((changes as { text: string }).text)).toHaveLength(3);
  });

  it('without a change is an approval, however its names are ordered', async () => {
    const { world, answered } = await opened();
    const reordered = Object.fromEntries(Object.entries({ ...INVOICE, tax: -0 }).reverse());
    expect(await world.post(ANN, edit(reordered))).toMatchObject({ status: 200, body: { version: 1 } });
    const outcome = await answered;
    expect(outcome.review.decision).toBe('approve');
    expect(outcome.content).toBeUndefined();
    expect(outcome.review.changes).toBeUndefined();
  });

  it('that is no invoice is refused field by field', async () => {
    const { world } = await opened();
    const { status, body } = await world.post(ANN, edit({ ...INVOICE, currency: 'dollars', lines: 'none', more: 1 }));
    expect(status).toBe(400);
    expect(body.message).toBe('the result is not valid');
    expect(body.problems.map(({ path }: { path: string }) => path).sort()).toEqual(['currency', 'lines', 'more']);
    expect(await world.stored()).toMatchObject({ status: 'open', version: 1 });
  });

  it('with a figure that nobody bills is refused by its field', async () => {
    const { world } = await opened();
    expect(await world.post(ANN, edit({ ...INVOICE, total: 1e303 }))).toEqual({
      status: 400,
      body: {
        message: 'the result is not valid',
        problems: [{ path: 'total', message: 'must be between -1,000,000,000,000 and 1,000,000,000,000' }],
      },
    });
  });

  it('of a version that is not the present one is refused, and told of it', async () => {
    const { world } = await opened({ needed: 2 });
    await world.post(ANN, edit());
    for (const body of [approve, edit(), reject]) {
      expect(await world.post(BOB, body)).toMatchObject({
        status: 409,
        body: {
          message: 'it was edited since: you saw version 1, now it is 2',
          review: { status: 'open', version: 2, approvals: [{ reviewer: 'ann' }] },
        },
      });
    }
  });

  it('that is too large for a state goes by reference, and so do changes that are too many', async () => {
    const { world, answered } = await opened();
    const line = { description: 'x'.repeat(100), quantity: 1, unitPrice: 1, amount: 1 };
    const result = { ...INVOICE, lines: Array.from({ length: 1000 }, () => line) };
    expect(await world.post(ANN, edit(result))).toMatchObject({ status: 200 });
    const { review, content } = await answered;
    expect(content).toEqual({ answerRef: { bucket: 'claims', key: expect.any(String) } });
    const kept = ({ bucket, key }: { bucket: string; key: string }) =>
      JSON.parse(world.store.objects.get(`${bucket}/${key}`)!) as unknown[];
    expect(kept((content as { answerRef: { bucket: string; key: string } }).answerRef)).toEqual(result);
    expect(review.changes!.length).toBeLessThanOrEqual(200);
    expect(kept(review.changesRef!).length).toBeGreaterThan(1000);
    expect(Buffer.byteLength(world.tasks.sent[0]!.output)).toBeLessThan(64 * 1024);
  });

  it('of a subject that waits with the claim checks is compared with what lies there', async () => {
    const world = new ReviewWorld(table.client, {
      subject: {
        ...SUBJECT,
        content: { answerRef: { bucket: 'claims', key: 'big' } },
        warnings: ['w'.repeat(200_000)],
      },
    });
    world.store.objects.set('claims/big', JSON.stringify(INVOICE));
    const token = world.newToken();
    const answered = world.tasks.wait(token);
    await world.request(token);
    expect((await world.stored()).subject).toEqual({ ref: expect.anything() });
    await world.post(ANN, edit());
    expect((await answered).review.changes).toEqual([{ path: 'total', before: 12_345, after: 12_300 }]);
  });

  it('is possible nine times, with comments as long as they may be', async () => {
    const { world } = await opened({ needed: 2 });
    const comment = '審'.repeat(4000);
    for (let version = 1; version < 10; version += 1) {
      const wide = { ...INVOICE, vendor: '"'.repeat(30_000), total: version };
      expect(await world.post([ANN, BOB][version % 2]!, { ...edit(wide, version), comment })).toMatchObject({
        status: 200,
      });
    }
    expect(await world.post(CID, edit(INVOICE, 10))).toEqual({
      status: 400,
      body: { message: 'it was edited 9 times already; approve or reject it' },
    });
    expect(await world.post(CID, { ...approve, version: 10, comment })).toMatchObject({ status: 200 });
    expect(Buffer.byteLength(world.tasks.sent[0]!.output)).toBeLessThan(256 * 1024);
  });
});

describe('four eyes', () => {
  it('need two people, and the second is asked for', async () => {
    const { world, answered } = await opened({ needed: 2 });
    expect(await world.post(ANN, approve)).toMatchObject({
      status: 200,
      body: { status: 'open', version: 1, approvals: [{ reviewer: 'ann' }], delivered: false },
    });
    expect(world.notices.map(({ kind }) => kind)).toEqual(['review', 'second-reviewer']);
    expect(await world.post({ ...ANN, name: 'ann under another name' }, approve)).toEqual({
      status: 403,
      body: { message: 'you approved version 1 already; another reviewer has to' },
    });
    expect(world.tasks.sent).toEqual([]);
    expect(await world.post(BOB, approve)).toMatchObject({ status: 200, body: { status: 'decided' } });
    expect((await answered).review).toMatchObject({
      decision: 'approve',
      reviewer: 'bob',
      approvals: [{ reviewer: 'ann' }, { reviewer: 'bob' }],
    });
    expect(await world.trail()).toContain('ann approved version 1 (1 of 2)');
  });

  it('look at the same version: an edit begins anew, with the editor', async () => {
    const { world, answered } = await opened({ needed: 2 });
    await world.post(ANN, approve);
    expect(await world.post(BOB, edit())).toMatchObject({
      body: { status: 'open', version: 2, approvals: [{ reviewer: 'bob' }] },
    });
    expect(await world.post(BOB, { ...approve, version: 2 })).toMatchObject({ status: 403 });
    expect(await world.post(ANN, { ...approve, version: 2 })).toMatchObject({ body: { status: 'decided' } });
    expect(await answered).toMatchObject({
      review: {
        decision: 'edit',
        approvals: [{ reviewer: 'bob' }, { reviewer: 'ann' }],
        changes: [{ path: 'total', before: 12_345, after: 12_300 }],
      },
      content: { answer: { total: 12_300 } },
    });
  });

  it('may end with what models had made', async () => {
    const { world, answered } = await opened({ needed: 2 });
    await world.post(ANN, edit());
    await world.post(BOB, edit(INVOICE, 2));
    await world.post(ANN, { ...approve, version: 3 });
    const { review, content } = await answered;
    expect(review).toMatchObject({ decision: 'approve', approvals: [{ reviewer: 'bob' }, { reviewer: 'ann' }] });
    expect(content).toBeUndefined();
  });

  it('are not needed to reject, and what was rejected is no result', async () => {
    const { world, answered } = await opened({ needed: 2 });
    await world.post(ANN, edit());
    await world.post(BOB, { decision: 'reject', version: 2 });
    const { review, content } = await answered;
    expect(review).toMatchObject({ decision: 'reject', reviewer: 'bob', approvals: [{ reviewer: 'ann' }] });
    expect(content).toBeUndefined();
  });

  it('of whoever approved may still reject or edit', async () => {
    const { world } = await opened({ needed: 2 });
    await world.post(ANN, approve);
    expect(await world.post(ANN, edit())).toMatchObject({ status: 200, body: { status: 'open', version: 2 } });
    expect(await world.post(ANN, { decision: 'reject', version: 2 })).toMatchObject({ status: 200 });
  });

  it('are asked for by reminders when the notice fails', async () => {
    const { world } = await opened({ needed: 2 });
    // Read, write, then the notice.
    const answer = await world.post(ANN, approve, { fault: { call: 3, kind: 'before' } });
    expect(answer).toMatchObject({ status: 200, body: { status: 'open' } });
    expect(world.faults).toEqual(['second reviewer not told']);
  });
});
