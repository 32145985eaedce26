import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { localReviews } from '../../scripts/local-reviews.ts';
import type { ReviewRow } from '../../scripts/local-reviews.ts';
import { listen, type FakeServer } from '../page/fake-server.ts';

const QUESTION = { question: 'Which list is in force?', context: '', answer: '' };
const ROW: ReviewRow = {
  id: 'r1',
  documentId: 'agent-loop: run-1',
  type: 'question',
  status: 'open',
  openedAt: '2026-11-21T14:00:00.000Z',
  group: 'reviewers',
  needed: 1,
  approvals: [],
};

describe('the sample reviewer', () => {
  let server: FakeServer;
  let shown: { type: string; version: number; result?: object };
  let decisions: object[];

  beforeEach(async () => {
    shown = { type: 'question', version: 1, result: QUESTION };
    decisions = [];
    server = await listen(({ method, url, body }) => {
      const answer = (value: unknown) => ({ status: 200, body: JSON.stringify(value) });
      if (url.pathname.endsWith('/_local/cognito')) return answer([{ id: 'pool' }]);
      if (url.pathname.endsWith('/tokens')) return answer({ id_token: 'token' });
      if (url.pathname.endsWith('/reviews')) return answer({ reviews: [{ ...ROW, documentId: 'other' }, ROW] });
      if (method === 'GET') return answer(shown);
      const decision = JSON.parse(body) as { decision: string; result?: object };
      decisions.push(decision);
      shown = { ...shown, version: shown.version + 1, result: decision.result ?? shown.result };
      return answer({});
    });
  });
  afterEach(() => server.close());

  it('finds a question by its label', async () => {
    expect(await localReviews(server.url).openFor('agent-loop: run-1')).toEqual(ROW);
  });

  it.each([
    [undefined, 'Please go on with what the documents say.'],
    ['The one of 2026.', 'The one of 2026.'],
  ])('told %s, answers %s', async (told, answer) => {
    expect(await localReviews(server.url).decide(ROW, told)).toBe('answered by robin@example.com (reviewers)');
    expect(decisions).toEqual([
      { decision: 'edit', version: 1, comment: expect.any(String), result: { ...QUESTION, answer } },
    ]);
  });

  it('answers once and approves the answer where two are needed', async () => {
    await localReviews(server.url).decide({ ...ROW, needed: 2 });
    expect(decisions).toMatchObject([
      { decision: 'edit', version: 1 },
      { decision: 'approve', version: 2 },
    ]);
  });

  it('approves documents, and rejects those with a problem', async () => {
    shown = { type: 'invoice', version: 1, result: { total: 1 } };
    const invoice = { ...ROW, type: 'invoice' };
    const reviews = localReviews(server.url);
    expect(await reviews.decide(invoice)).toBe('approved by robin@example.com (reviewers)');
    expect(await reviews.decide({ ...invoice, needed: 2, problem: 'EmptyDocument' })).toBe(
      'rejected by robin@example.com (reviewers)',
    );
    expect(decisions).toMatchObject([{ decision: 'approve' }, { decision: 'reject' }]);
  });
});
