import { QueryCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import type { Decided, Round, WaitingReview } from '../../../functions/stores/review-items.ts';
import { PAGE } from '../../../functions/stores/review-views.ts';
import { dynamodbReviews, type Act, type Reviews } from '../../../functions/stores/reviews.ts';
import { reviewsTable, TABLE, type Send } from '../reviews/review-world.ts';

let table: Awaited<ReturnType<typeof reviewsTable>>;
let reviews: Reviews;
/** Everything that DynamoDB has answered, as text. */
let answered: string[];
beforeAll(async () => {
  table = await reviewsTable();
  const client = {
    send: async (command: Parameters<DynamoDBClient['send']>[0]) => {
      const answer: unknown = await table.client.send(command);
      answered.push(JSON.stringify(answer));
      return answer;
    },
  } as unknown as Send;
  answered = [];
  reviews = dynamodbReviews(TABLE, () => client);
});
afterAll(() => table.close());

let ids = 0;
const newId = () => `11111111-0000-4000-8000-${String(ids++).padStart(12, '0')}`;
const round = (id: string, fields: Partial<Round> = {}): Round => ({
  id,
  token: `secret of ${id}`,
  documentId: 'd',
  execution: 'e',
  subject: { text: '{}' },
  facts: { type: 'invoice', amount: 1, currency: null, hasContent: true },
  approver: { group: 'managers', needed: 2 },
  at: 1000,
  openedAt: 1000,
  dueAt: 9000,
  ...fields,
});
const act = (fields: Partial<Act>): Act => ({
  id: `act ${ids++}`,
  kind: 'approve',
  sub: 's',
  reviewer: 'ann',
  comment: '',
  what: 'did',
  ...fields,
});
const decided: Decided = { decision: 'reject', reviewer: 'ann', comment: '', decidedAt: '', approvals: [] };

describe('the reviews table', () => {
  it('R1: shows no token to those who only look', async () => {
    const id = newId();
    await reviews.begin(round(id));
    answered = [];
    await reviews.read(id);
    await reviews.list('open');
    expect(answered).toHaveLength(2);
    for (const text of answered) {
      expect(text).toContain(id);
      expect(text).not.toContain('secret');
    }
  });

  it('R2: takes no act and no end after the first final decision', async () => {
    const id = newId();
    const review = (await reviews.begin(round(id)))!;
    const written = (await reviews.act(review, act({ kind: 'reject', decision: decided }), 2))!;
    expect(await reviews.act(review, act({ sub: 'other' }), 3)).toBeUndefined();
    expect(await reviews.act(written, act({ sub: 'other' }), 3)).toBeUndefined();
    expect(await reviews.timeOut(written, { ...decided, decision: 'timeout' }, 3)).toBeUndefined();
    expect(await reviews.remind(id, 'escalate', 'x', 3)).toBeUndefined();
    expect(await reviews.read(id)).toMatchObject({ status: 'decided', decision: decided, escalated: false });
  });

  it('R3: takes an approval of one person once, whatever the caller believes', async () => {
    const id = newId();
    const review = (await reviews.begin(round(id)))!;
    const first = (await reviews.act(review, act({ sub: 'ann' }), 2))!;
    expect(first.approvals).toEqual([{ sub: 'ann', reviewer: 'ann', at: 2 }]);
    expect(await reviews.act(first, act({ sub: 'ann' }), 3)).toBeUndefined();
    expect(await reviews.act(first, act({ sub: 'bob' }), 3)).toMatchObject({ approvals: [{}, { sub: 'bob' }] });
  });

  it('R4: adds one line to the audit trail with each change, and leaves the others', async () => {
    const id = newId();
    let last: WaitingReview = (await reviews.begin(round(id)))!;
    const changes: readonly (() => Promise<unknown>)[] = [
      () => reviews.notified(id, 'managers', 2),
      () => reviews.remind(id, 'remind', 'managers', 3),
      () => reviews.begin(round(id, { token: 'secret 2', at: 4000 })),
      () => reviews.act(last, act({ comment: 'c' }), 5),
      () => reviews.act(last, act({ kind: 'edit', edit: { result: { text: '1' }, changes: { text: '[]' } } }), 6),
      () => reviews.remind(id, 'escalate', 'backup', 7),
      () => reviews.act(last, act({ kind: 'reject', decision: decided }), 8),
      () => reviews.delivered(id, 'secret 2', 9),
    ];
    for (const change of changes) {
      await change();
      const now = (await reviews.waiting(id))!;
      expect(now.audit.slice(0, -1)).toEqual(last.audit);
      expect(now).not.toEqual({ ...last, audit: now.audit });
      last = now;
    }
    expect(last.audit.map(({ at }) => at)).toEqual([1000, 2, 3, 4000, 5, 6, 7, 8, 9]);
  });

  it('R4: adds none when nothing changes', async () => {
    const id = newId();
    const review = (await reviews.begin(round(id)))!;
    await reviews.notified(id, 'managers', 2);
    const before = await reviews.waiting(id);
    await reviews.begin(round(id));
    await reviews.begin(round(id, { token: 'secret 0', at: 1 }));
    await reviews.notified(id, 'managers', 3);
    await reviews.delivered(id, undefined, 3);
    await reviews.act({ ...review, version: 2 }, act({}), 3);
    expect(await reviews.waiting(id)).toEqual(before);
  });

  it('R5: returns the decision to who brings a token, and the token to who decides', async () => {
    const id = newId();
    const review = (await reviews.begin(round(id)))!;
    const written = await reviews.act(review, act({ kind: 'reject', decision: decided }), 2);
    expect(written).toMatchObject({ token: `secret of ${id}`, decision: decided });
    expect(await reviews.begin(round(id, { token: 'secret 2', at: 4000 }))).toMatchObject({ decision: decided });
    // Delivered by a token that is not the present one: the present one still waits.
    await reviews.delivered(id, `secret of ${id}`, 5000);
    expect(await reviews.waiting(id)).toMatchObject({ token: 'secret 2' });
  });

  it.each(['delivered', 'timed out'])(
    'R6: keeps no token once the decision is %s, and tells it to who asks',
    async (how) => {
      const id = newId();
      const review = (await reviews.begin(round(id)))!;
      if (how === 'timed out') await reviews.timeOut(review, { ...decided, decision: 'timeout' }, 2);
      else await reviews.act(review, act({ kind: 'reject', decision: decided }), 2);
      if (how === 'delivered') await reviews.delivered(id, `secret of ${id}`, 3);
      const before = (await reviews.waiting(id))!;
      expect(before.token).toBeUndefined();
      // The same round again, the one before it, and that of a redrive.
      for (const [token, at] of [
        [`secret of ${id}`, 1000],
        ['secret 0', 1],
        ['secret 2', 4000],
      ] as const) {
        expect(await reviews.begin(round(id, { token, at }))).toEqual({ ...before, token });
      }
      expect(await reviews.waiting(id)).toEqual(before);
    },
  );

  it('finds an act whose answer was lost', async () => {
    const id = newId();
    const review = (await reviews.begin(round(id)))!;
    const one = act({});
    await reviews.act(review, one, 2);
    expect(await reviews.act(review, one, 2)).toMatchObject({ approvals: [{ sub: 's' }] });
  });

  it('keeps a text that is too large for an item by its address', async () => {
    const id = newId();
    const ref = { bucket: 'b', key: 'k' };
    const review = (await reviews.begin(round(id, { subject: { ref } })))!;
    await reviews.act(review, act({ kind: 'edit', edit: { result: { ref }, changes: { ref } } }), 2);
    expect(await reviews.read(id)).toMatchObject({
      subject: { ref },
      result: { ref },
      audit: [{}, { changes: { ref } }],
    });
  });

  it('forgets a review after 400 days', async () => {
    const id = newId();
    await reviews.begin(round(id));
    const { Items = [] } = await table.client.send(
      new QueryCommand({
        TableName: TABLE,
        KeyConditionExpression: 'id = :id',
        ExpressionAttributeValues: { ':id': { S: id } },
      }),
    );
    expect(Items[0]?.expires).toEqual({ N: String(1 + 400 * 24 * 3600) });
  });
});

describe('the list', () => {
  it('goes through all pages: open ones by age, others the newest first', async () => {
    const own = await reviewsTable();
    try {
      const listed = dynamodbReviews(TABLE, () => own.client);
      const count = PAGE + 7;
      const at = (index: number) => 1000 + Math.floor(index / 2);
      const all = Array.from({ length: count }, () => newId());
      for (const [index, id] of all.entries()) {
        const review = (await listed.begin(round(id, { openedAt: at(index) })))!;
        if (index < 3) await listed.act(review, act({ kind: 'reject', decision: decided }), 5);
      }
      const first = await listed.list('open');
      expect(first.reviews).toHaveLength(PAGE);
      const second = await listed.list('open', first.next);
      expect(second.next).toBeUndefined();
      const open = [...first.reviews, ...second.reviews];
      expect(new Set(open.map(({ id }) => id))).toEqual(new Set(all.slice(3)));
      const ages = open.map(({ openedAt }) => openedAt);
      expect(ages).toEqual([...ages].sort((a, b) => a - b));
      const done = await listed.list('decided');
      expect(done.reviews.map(({ openedAt }) => openedAt)).toEqual([1001, 1000, 1000]);
      expect((await listed.list('timed-out')).reviews).toEqual([]);
    } finally {
      await own.close();
    }
  });
});
