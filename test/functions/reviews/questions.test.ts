import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { listReviews } from '../../../functions/list-reviews/list-reviews.ts';
import { LONGEST_ANSWER } from '../../../functions/schemas/review-api.ts';
import type { Question, ReviewSubject } from '../../../functions/schemas/review.ts';
import { showReview } from '../../../functions/show-review/show-review.ts';
import { ANN, BOB, parsed, reviewsTable, ReviewWorld, type WorldOptions } from './review-world.ts';

let table: Awaited<ReturnType<typeof reviewsTable>>;
beforeAll(async () => {
  table = await reviewsTable();
});
afterAll(() => table.close());

const QUESTION: Question = { question: 'Which list is in force?', context: 'There are two.', answer: '' };
const SUBJECT: ReviewSubject = {
  documentId: 'agent-loop: price-comparison',
  type: 'question',
  content: { answer: QUESTION },
  warnings: [],
};

/** A question that waits with a token. */
async function asked(options: WorldOptions = {}) {
  const world = new ReviewWorld(table.client, { subject: SUBJECT, ...options });
  const token = world.newToken();
  const answered = world.tasks.wait(token);
  await world.request(token);
  return { world, answered };
}

const show = async (world: ReviewWorld) =>
  parsed(
    await showReview(world.event(ANN), {
      reviews: world.reviews(),
      store: world.store,
      links: {
        open: () => {
          throw new Error('a question has no document to open');
        },
      },
    }),
  );
const reply = (answer: unknown, more: object = {}, version = 1) => ({
  decision: 'edit',
  version,
  result: { ...QUESTION, answer, ...more },
});
const approve = (version: number) => ({ decision: 'approve', version });

describe('a question', () => {
  it('is shown with its schema, and without a document', async () => {
    const { world } = await asked();
    const { status, body } = await show(world);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      documentId: 'agent-loop: price-comparison',
      type: 'question',
      amount: null,
      currency: null,
      mayDecide: true,
      result: QUESTION,
      schema: { required: ['question', 'context', 'answer'] },
      documentUrl: '',
      format: 'unknown',
      warnings: [],
    });
    expect(body).not.toHaveProperty('complete');
  });

  it('is in the list, which does not say what it asks', async () => {
    const { world } = await asked();
    const { body } = parsed(await listReviews(world.event(ANN), world.reviews()));
    const row = (body.reviews as { id: string }[]).find(({ id }) => id === world.id);
    expect(row).toMatchObject({ type: 'question', documentId: 'agent-loop: price-comparison', amount: null });
    expect(JSON.stringify(row)).not.toContain('in force');
  });

  it('is answered by an edit, and the waiting task gets it with its answer', async () => {
    const { world, answered } = await asked();
    expect(await world.post(ANN, { ...reply(' The one\nof 2026. '), comment: 'from sales' })).toMatchObject({
      status: 200,
      body: { status: 'decided', version: 2, delivered: true },
    });
    expect(await answered).toMatchObject({
      review: { decision: 'edit', reviewer: 'ann', comment: 'from sales' },
      content: { answer: { ...QUESTION, answer: 'The one\nof 2026.' } },
    });
    expect((await world.trail()).slice(2)).toEqual(['ann answered', 'workflow took the decision']);
    expect((await show(world)).body).toMatchObject({ status: 'decided', result: { answer: 'The one\nof 2026.' } });
  });

  it('may be declined, and then has no answer', async () => {
    const { world, answered } = await asked();
    expect(await world.post(ANN, { decision: 'reject', version: 1, comment: 'Nobody knows.' })).toMatchObject({
      status: 200,
    });
    const outcome = await answered;
    expect(outcome.review).toMatchObject({ decision: 'reject', comment: 'Nobody knows.' });
    expect(outcome).not.toHaveProperty('content');
    expect((await world.trail())[2]).toBe('ann declined to answer');
  });

  it('that nobody answers ends without an answer', async () => {
    const { world } = await asked();
    const outcome = await world.closing();
    expect(outcome.review.decision).toBe('timeout');
    expect(outcome).not.toHaveProperty('content');
  });

  it('cannot be approved without an answer, and whoever tries is told what to do', async () => {
    const { world } = await asked();
    expect(await world.post(ANN, approve(1))).toEqual({
      status: 400,
      body: { message: 'the question has no answer yet; send an edit with one, or reject it with a comment' },
    });
    expect((await world.stored()).approvals).toEqual([]);
  });

  it.each([
    ['none', '', 'must not be empty'],
    ['only blanks', ' \n\t ', 'must not be empty'],
    ['no text', 7, 'must be text'],
    ['too long', 'x'.repeat(LONGEST_ANSWER + 1), 'must have at most 10,000 characters'],
    ['one that rings', 'a\u0007', 'must not have control characters'],
  ])('takes no answer that is %s', async (_, answer, message) => {
    const { world } = await asked();
    expect(await world.post(ANN, reply(answer))).toEqual({
      status: 400,
      body: { message: 'the result is not valid', problems: [{ path: 'answer', message }] },
    });
    expect((await world.stored()).version).toBe(1);
  });

  it.each(['question', 'context'])('keeps its %s, whoever answers', async (path) => {
    const { world } = await asked();
    expect(await world.post(ANN, reply('Yes', { [path]: 'Something else?' }))).toEqual({
      status: 400,
      body: {
        message: 'a question and its context stay as they were asked; change its answer only',
        problems: [{ path, message: 'must not be changed' }],
      },
    });
    expect((await world.stored()).version).toBe(1);
  });

  it('travels inline with the longest answer there may be, of the widest characters', async () => {
    const question = { ...QUESTION, question: '審'.repeat(2_000), context: '審'.repeat(8_000) };
    const { world, answered } = await asked({ subject: { ...SUBJECT, content: { answer: question } } });
    const answer = '審'.repeat(LONGEST_ANSWER);
    const request = { decision: 'edit', version: 1, result: { ...question, answer } };
    expect(await world.post(ANN, request)).toMatchObject({ status: 200 });
    expect((await answered).content).toEqual({ answer: { ...question, answer } });
    expect(Buffer.byteLength(world.tasks.sent[0]!.output)).toBeLessThan(128 * 1024);
  });

  it('that needs two is answered by one and approved by another', async () => {
    const { world, answered } = await asked({ needed: 2 });
    expect(await world.post(ANN, reply('The old one.'))).toMatchObject({ body: { status: 'open', version: 2 } });
    expect(await world.post(ANN, approve(2))).toMatchObject({ status: 403 });
    expect(await world.post(BOB, reply('The new one.', {}, 2))).toMatchObject({ body: { status: 'open', version: 3 } });
    expect(await world.post(ANN, approve(3))).toMatchObject({ body: { status: 'decided' } });
    expect(await answered).toMatchObject({
      review: { decision: 'edit', approvals: [{ reviewer: 'bob' }, { reviewer: 'ann' }] },
      content: { answer: { answer: 'The new one.' } },
    });
    expect((await world.trail()).filter((line) => !line.startsWith('workflow'))).toEqual([
      'ann answered',
      'bob answered anew, as version 3',
      'ann approved the answer of version 3 (2 of 2)',
    ]);
  });
});
