import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import type { Invoice } from '../../../functions/schemas/results.ts';
import type { Reviewer } from '../../support/reviewer.ts';
import { reviewsApi } from '../../support/reviewer.ts';
import { Office, sample } from './office.ts';

/** The synthesized app with real bundles; people decide by the REST API. */
let office: Office;
let anna: Reviewer;
let bert: Reviewer;
beforeAll(async () => {
  office = await Office.open();
  anna = await office.reviewer('anna@example.com', 'reviewers', 'managers', 'directors');
  bert = await office.reviewer('bert@example.com', 'managers', 'directors');
}, 60_000);
afterAll(() => office.close());

const text = (name: string) => sample(name).toString();

describe('a document from its upload to its end', () => {
  it('an uploaded PDF is read, reviewed beside the document itself, and approved', async () => {
    const execution = await office.upload('in/März 2026/invoice "ok".pdf', sample('invoice-ok.pdf'));
    const review = await anna.waitFor('in/März 2026/invoice "ok".pdf');
    expect(review).toMatchObject({
      type: 'invoice',
      format: 'pdf',
      group: 'managers',
      needed: 1,
      mayDecide: true,
      amount: 8652.23,
      currency: 'USD',
      result: { invoiceNumber: 'BW-20417', total: 8652.23 },
      completeness: { complete: true, gaps: [] },
      validation: { found: true, matches: true, purchaseOrder: 'PO-7781' },
      warnings: [],
    });
    expect(JSON.stringify(review)).not.toContain('AQCA');
    const document = await fetch(review.documentUrl);
    expect(document.headers.get('content-type')).toBe('application/pdf');
    expect(Buffer.from(await document.arrayBuffer()).equals(sample('invoice-ok.pdf'))).toBe(true);

    const answer = await anna.decide(review.id, { decision: 'approve', version: review.version, comment: 'fine' });
    expect(answer).toMatchObject({ status: 200, body: { status: 'decided' } });
    expect(await office.ended(execution)).toMatchObject({
      documentId: 'in/März 2026/invoice "ok".pdf',
      type: 'invoice',
      status: 'complete',
      result: { total: 8652.23 },
      review: {
        decision: 'approve',
        reviewer: 'anna@example.com',
        comment: 'fine',
        decidedAt: expect.stringMatching(/Z$/),
      },
    });
  });

  it('an invoice that differs from its order says in which lines', async () => {
    const execution = await office.start('wrong', text('invoice-wrong.txt'));
    const review = await bert.waitFor('wrong');
    expect(review.validation).toMatchObject({ found: true, matches: false });
    const outcomes = review.validation?.lines.map(({ outcome }) => outcome) ?? [];
    expect(outcomes).toEqual(expect.arrayContaining(['quantity-differs', 'price-differs', 'not-ordered']));
    await bert.decide(review.id, { decision: 'reject', version: review.version, comment: 'not what we ordered' });
    expect(await office.ended(execution)).toMatchObject({
      status: 'rejected',
      review: { decision: 'reject', comment: 'not what we ordered' },
    });
  });

  it('an invoice that breaks off is partial, also when it was approved', async () => {
    const execution = await office.start('truncated', text('invoice-truncated.txt'));
    const review = await anna.waitFor('truncated');
    expect(review.complete ?? review.completeness?.complete).toBe(false);
    expect(review.completeness?.gaps.length).toBeGreaterThan(0);
    const by = [anna, bert].slice(0, review.needed);
    for (const reviewer of by) await reviewer.decide(review.id, { decision: 'approve', version: review.version });
    expect(await office.ended(execution)).toMatchObject({ status: 'partial' });
  });

  it('a contract of that size needs two different people', async () => {
    const execution = await office.start('contract', text('contract.md'));
    const review = await anna.waitFor('contract');
    expect(review).toMatchObject({ type: 'contract', group: 'directors', needed: 2, amount: 186_000 });
    const { findings } = review.result as { findings: readonly { clause: string; quote: string }[] };
    expect(findings.length).toBeGreaterThan(3);
    for (const { quote } of findings) expect(text('contract.md').replaceAll(/\s+/g, ' ')).toContain(quote);

    const approve = { decision: 'approve', version: review.version } as const;
    expect(await anna.decide(review.id, approve)).toMatchObject({ status: 200, body: { status: 'open' } });
    expect((await anna.decide(review.id, approve)).status).toBe(403);
    expect(await bert.decide(review.id, approve)).toMatchObject({ status: 200, body: { status: 'decided' } });
    expect(await office.ended(execution)).toMatchObject({
      status: 'complete',
      review: { approvals: [{ reviewer: 'anna@example.com' }, { reviewer: 'bert@example.com' }] },
    });
  });

  it('a proposal is written after the template from the deal', async () => {
    const execution = await office.start('proposal', text('proposal-request.txt'));
    const review = await anna.waitFor('proposal');
    expect(review).toMatchObject({
      type: 'proposal_request',
      result: { customer: 'Fernhollow Clinics', total: 42_218, currency: 'GBP' },
      completeness: { complete: true },
    });
    await anna.decide(review.id, { decision: 'reject', version: review.version, comment: 'later' });
    expect((await office.ended(execution)).status).toBe('rejected');
  });
});

describe('an edit', () => {
  it('is checked, stored as a difference, and checked again by the workflow', async () => {
    const execution = await office.start('edited', text('invoice-truncated.txt'));
    const review = await anna.waitFor('edited');
    const result = review.result as Invoice;
    const bad = { ...result, total: 'a lot' };
    const refused = await anna.decide(review.id, { decision: 'edit', version: review.version, result: bad as never });
    expect(refused).toMatchObject({ status: 400, body: { problems: [{ path: 'total' }] } });

    const sum = result.lines.reduce((cents, { amount }) => cents + Math.round(amount * 100), 0) / 100;
    const mended = { ...result, declaredLineCount: result.lines.length, subtotal: sum, tax: 0, total: sum };
    const answer = await anna.decide(review.id, { decision: 'edit', version: review.version, result: mended });
    expect(answer.status).toBe(200);
    if (review.needed > 1) {
      const { body } = await bert.show(review.id);
      expect(await bert.decide(review.id, { decision: 'approve', version: body.version })).toMatchObject({
        status: 200,
      });
    }
    expect(await office.ended(execution)).toMatchObject({
      status: 'complete',
      result: mended,
      review: { changes: expect.arrayContaining([expect.objectContaining({ path: 'total', after: sum })]) },
    });
  });
});

describe('the door', () => {
  it('of two that decide at once one wins, and the other hears how', async () => {
    const execution = await office.start('race', text('invoice-ok.txt'));
    const { id, version } = await anna.waitFor('race');
    const answers = await Promise.all([
      anna.decide(id, { decision: 'approve', version }),
      bert.decide(id, { decision: 'reject', version, comment: 'no' }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const lost = answers.find(({ status }) => status === 409);
    const { review } = await office.ended(execution);
    expect(lost?.body).toMatchObject({ review: { status: 'decided', decision: { decision: review.decision } } });
    const again = await anna.decide(id, { decision: 'reject', version, comment: 'again' });
    expect(again.status).toBe(409);
  });

  it('knows its reviews, its people and its words', async () => {
    const nobody = '4f2f9d1e-6f0b-4f0a-9d69-3c1e8a6b7c55';
    expect((await anna.show(nobody)).status).toBe(404);
    expect((await anna.decide(nobody, { decision: 'approve', version: 1 })).status).toBe(404);
    expect((await anna.show('not-an-id')).status).toBe(404);
    const api = reviewsApi(office.app.cloud.url);
    expect((await fetch(`${api}reviews`)).status).toBe(401);
    expect((await fetch(`${api}reviews`, { headers: { authorization: 'Bearer nonsense' } })).status).toBe(401);
    expect((await anna.decide(nobody, { decision: 'maybe' as never, version: 1 })).status).toBe(400);

    const execution = await office.start('groups', text('invoice-ok.txt'));
    const { id, version } = await anna.waitFor('groups');
    const clerk = await office.reviewer('carl@example.com', 'reviewers');
    expect((await clerk.show(id)).body.mayDecide).toBe(false);
    expect((await clerk.decide(id, { decision: 'approve', version })).status).toBe(403);
    // A link that is followed decides nothing.
    expect((await fetch(`${api}?review=${id}`)).status).toBe(200);
    expect((await anna.show(id)).body.status).toBe('open');
    await anna.decide(id, { decision: 'reject', version, comment: 'done' });
    await office.ended(execution);
  });
});
