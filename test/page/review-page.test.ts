import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import type { ReviewView } from '../../functions/schemas/review-api.ts';
import { describeInBrowser, openBrowser, ReviewPage } from './browser.ts';
import { FakeReviews } from './fake-reviews.ts';
import { CONTRACT, INVOICE, invoiceReview, sampleReviews } from './sample-reviews.ts';

const LOW_CONTRASTS = readFileSync(join(import.meta.dirname, 'low-contrasts.js'), 'utf8');

describeInBrowser('the review page', () => {
  let browser: Browser;
  let fake: FakeReviews;
  /** Of most tests: a tab in which somebody has signed in. */
  let shared: ReviewPage;
  let reviewer: ReviewPage;
  beforeAll(async () => {
    [browser, fake] = await Promise.all([openBrowser(), FakeReviews.start()]);
    shared = await ReviewPage.open(browser, fake.url);
    await shared.signIn();
  });
  afterAll(async () => {
    await browser?.close();
    await fake?.close();
  });
  beforeEach(() => {
    fake.reset();
    for (const review of sampleReviews((text) => fake.documentUrl(text))) fake.reviews.set(review.id, review);
  });
  // Whatever a test is about: no script failed, and nothing was asked for that the page's policy refuses.
  afterEach(async () => {
    const complaints = reviewer.complaints.splice(0);
    if (reviewer !== shared) await reviewer.close();
    expect(complaints).toEqual([]);
  });

  async function signedIn(query = ''): Promise<ReviewPage> {
    reviewer = shared;
    await reviewer.startOver(query);
    return reviewer;
  }

  async function atReview(id: string): Promise<ReviewPage> {
    await signedIn(`?review=${id}`);
    await reviewer.heading(2).waitFor();
    return reviewer;
  }

  function change(id: string, changed: Partial<ReviewView>): void {
    fake.reviews.set(id, { ...fake.reviews.get(id)!, ...changed });
  }

  const alert = () => reviewer.page.getByRole('alert').filter({ hasText: /\S/ });
  const status = () => reviewer.page.getByRole('status');

  it('lists open reviews, due soonest first, with what is special about each', async () => {
    await signedIn();
    await reviewer.page.getByRole('row').nth(4).waitFor();
    const rows = await reviewer.page.getByRole('row').allInnerTexts();
    expect(rows.slice(1).map((row) => row.replace(/\s+/g, ' '))).toEqual([
      expect.stringMatching(/^Unknown document .*For you.*Encrypted document.*Overdue.*Needs 2 approvals/),
      expect.stringMatching(/^Contract .*48,000\.00 EUR Directors in 1 hour .*Escalated.*Needs 2 approvals/),
      expect.stringMatching(/^Invoice invoices\/inv-2041\.txt 120\.00 USD Reviewers in 5 hours.*For you.*Partial/),
      expect.stringMatching(/^Proposal request .*unknown Directors in 1 day.*1 of 2 approvals/),
    ]);
  });

  it('lists decided reviews, opens one, and comes back to the list that was left', async () => {
    await signedIn();
    await reviewer.page.getByRole('link', { name: 'Decided' }).click();
    await reviewer.page.getByRole('link', { name: 'Invoice' }).click();
    await reviewer.page.getByRole('heading', { name: 'Approved with 1 change by bo@example.com' }).waitFor();
    expect(await reviewer.page.locator('.panel .diff li').allInnerTexts()).toEqual(['Total: 102.00 → 120.00']);
    expect(await reviewer.button('Approve').count()).toBe(0);
    await reviewer.page.goBack();
    await reviewer.page.getByRole('link', { name: 'Decided', exact: true }).waitFor();
    expect(await reviewer.page.locator('[aria-current=page]').innerText()).toBe('Decided');
  });

  it('says that there is nothing to do, and shows more pages of what there is', async () => {
    fake.pageSize = 2;
    await signedIn('?status=timed-out');
    await reviewer.page.getByText('Nothing has timed out').waitFor();
    await reviewer.page.getByRole('link', { name: 'Open', exact: true }).click();
    await reviewer.button('Show more').click();
    await reviewer.page.getByRole('row').nth(4).waitFor();
    expect(await reviewer.button('Show more').count()).toBe(0);
  });

  it('shows the document without rights beside what was found, and how it compares with its order', async () => {
    await atReview('invoice');
    const frame = reviewer.page.locator('iframe');
    expect(await frame.getAttribute('sandbox')).toBe('');
    await reviewer.page.frameLocator('iframe').getByText('INVOICE INV-2041').waitFor();
    expect(await reviewer.field('Vendor').inputValue()).toBe('Northwind Components');
    expect(await reviewer.field('Invoice date').inputValue()).toBe('2026-10-30');
    expect(await reviewer.field('Line 2: Amount').inputValue()).toBe('36');
    const rows = await reviewer.page.locator('.matches tbody tr').allInnerTexts();
    expect(rows.map((row) => row.replace(/\s+/g, ' '))).toEqual([
      expect.stringContaining('Matches'),
      '2 2 Cable gland M20 ≠Quantity differs quantity 12 instead of 10 (+20.0 %, tolerance 0 %)',
      expect.stringContaining('Not ordered'),
      expect.stringContaining('Not invoiced'),
    ]);
    await reviewer.page.getByText('The invoice says that it has 4 lines, and 3 were found.').waitFor();
  });

  it('shows a PDF, for which a sandbox has no room', async () => {
    const documentUrl = fake.documentUrl('%PDF-1.7', 'application/pdf');
    change('invoice', { format: 'pdf', documentUrl });
    await atReview('invoice');
    const frame = reviewer.page.locator('iframe');
    expect(await frame.getAttribute('sandbox')).toBeNull();
    expect(await frame.getAttribute('src')).toBe(`${documentUrl}#navpanes=0`);
  });

  it('approves the version that was seen', async () => {
    change('invoice', { version: 3 });
    await atReview('invoice');
    await reviewer.button('Approve').click();
    await status().filter({ hasText: 'Approved. The workflow goes on.' }).waitFor();
    expect(fake.decisions).toEqual([{ id: 'invoice', request: { decision: 'approve', version: 3 } }]);
  });

  it('shows each edit before it is sent, and sends the whole result', async () => {
    await atReview('invoice');
    await reviewer.field('Total').fill('102');
    await reviewer.field('Purchase order').fill('');
    await reviewer.button('Remove line 1').click();
    await reviewer.button('Add line').click();
    await reviewer.field('Line 3: Description').fill('Washer');
    await reviewer.field('Line 3: Quantity').fill('2');
    await reviewer.field('Line 3: Unit price').fill('0.125');
    await reviewer.field('Line 3: Amount').fill('0.25');
    expect(await reviewer.diff()).toEqual([
      'Purchase order: PO-7781 → none',
      'Line 1: Copper bracket, 40 mm, 10, 4.50, 45.00 (removed)',
      'Line 3: Washer, 2, 0.125, 0.25 (added)',
      'Total: 120.00 → 102.00',
    ]);
    expect(await reviewer.marked()).toEqual([
      'Purchase order',
      'Total',
      ...['Description', 'Quantity', 'Unit price', 'Amount'],
    ]);
    await reviewer.field('Comment (needed to reject)').fill(' misread ');
    await reviewer.button('Approve with 4 changes').click();
    await status().filter({ hasText: 'Approved with your changes.' }).waitFor();
    const result = {
      ...INVOICE,
      purchaseOrder: null,
      total: 102,
      lines: [...INVOICE.lines.slice(1), { description: 'Washer', quantity: 2, unitPrice: 0.125, amount: 0.25 }],
    };
    expect(fake.decisions[0]?.request).toEqual({ decision: 'edit', version: 1, comment: 'misread', result });
  });

  it('takes edits back, and an edit that was undone by hand is none', async () => {
    await atReview('invoice');
    await reviewer.field('Total').fill('1');
    await reviewer.field('Vendor').fill('Somebody');
    await reviewer.button('Discard all changes').click();
    expect(await reviewer.field('Total').inputValue()).toBe('120');
    await reviewer.field('Tax').fill('17');
    await reviewer.field('Tax').fill('18');
    expect(await reviewer.diff()).toEqual([]);
    await reviewer.button('Approve').waitFor();
  });

  it('edits findings of contracts and sections of proposals, and shows what differs in long texts', async () => {
    change('contract', { mayDecide: true });
    await atReview('contract');
    await reviewer.field('Severity').first().selectOption('low');
    const quote = reviewer.page.getByLabel('Quote').first();
    await quote.fill((await quote.inputValue()).replace('at any time', 'once a year'));
    expect(await reviewer.diff()).toEqual([
      'Finding 1 · Quote: …der may change the fees at any time with effect from the da… → …der may change the fees once a year with effect from the da…',
      'Finding 1 · Severity: high → low',
    ]);
    await reviewer.button('Add clause').click();
    expect(await reviewer.marked()).toEqual(['Clauses', 'Quote', 'Severity']);
    await reviewer.field('Clause 9').fill('6');
    await reviewer.button('Approve with 3 changes').click();
    await status().filter({ hasText: 'Approved' }).waitFor();
    expect(fake.decisions[0]?.request.result).toMatchObject({ clauses: [...CONTRACT.clauses, '6'] });
  });

  it('rejects with a reason only', async () => {
    await atReview('invoice');
    await reviewer.button('Reject').click();
    await alert().filter({ hasText: 'Say why' }).waitFor();
    expect(fake.decisions).toEqual([]);
    await reviewer.page.keyboard.type('Not ours.');
    await reviewer.button('Reject').click();
    await status().filter({ hasText: 'Rejected.' }).waitFor();
    expect(fake.decisions[0]?.request).toEqual({ decision: 'reject', version: 1, comment: 'Not ours.' });
  });

  it('says that another reviewer has to approve, too', async () => {
    const approvals = [{ reviewer: 'ana@example.com', at: new Date().toISOString() }];
    change('later', { approvals: [] });
    const before = () => change('later', { approvals, mayDecide: false });
    fake.answers.push({ status: 200, body: { status: 'open', version: 1, approvals }, before });
    await atReview('later');
    await reviewer.button('Approve').click();
    await status().filter({ hasText: 'Approved: 1 of 2 approvals.' }).waitFor();
    await reviewer.page.getByText('You have approved this version. Somebody else has to approve it, too.').waitFor();
    expect(await reviewer.button('Approve').isDisabled()).toBe(true);
  });

  it('cannot be decided by whoever is not in the group, and says so', async () => {
    await atReview('contract');
    expect(await reviewer.button('Approve').isDisabled()).toBe(true);
    expect(await reviewer.button('Reject').isDisabled()).toBe(true);
    await reviewer.page.getByText('Only members of directors or backup-reviewers can decide.').waitFor();
    expect(await reviewer.field('Value').isEditable()).toBe(false);
    expect(await reviewer.button('Add finding').count()).toBe(0);
  });

  it('lets a document that nobody can read be rejected only', async () => {
    await atReview('broken');
    await reviewer.page.getByText('The PDF asks for a password.').waitFor();
    expect(await reviewer.button('Approve').isDisabled()).toBe(true);
    expect(await reviewer.button('Reject').isEnabled()).toBe(true);
    expect(await reviewer.page.locator('iframe').count()).toBe(0);
  });

  it('tells who was faster, and keeps what was not sent', async () => {
    const decided = fake.reviews.get('closed')!;
    const before = () => fake.reviews.set('invoice', { ...decided, id: 'invoice' });
    fake.answers.push({ status: 409, body: { message: 'decided already', review: decided }, before });
    await atReview('invoice');
    await reviewer.field('Total').fill('99');
    await reviewer.button('Approve with 1 change').click();
    await status().filter({ hasText: 'Too late: Approved with 1 change by bo@example.com.' }).waitFor();
    await reviewer.page.getByText('Not sent: what you wrote for version 1').waitFor();
    await reviewer.page.getByText('Total: 120.00 → 99.00').waitFor();
    expect(await reviewer.field('Total').inputValue()).toBe('120');
    await reviewer.button('Forget it').click();
    await reviewer.page.reload();
    await reviewer.heading(2).waitFor();
    expect(await reviewer.page.getByText('Not sent').count()).toBe(0);
  });

  it('says that a decision whose answer was lost had arrived', async () => {
    const decision = { ...fake.reviews.get('closed')!.decision!, reviewer: 'ana@example.com', changes: [] };
    const body = { message: 'decided already', review: { ...fake.reviews.get('closed')!, decision } };
    fake.answers.push({ status: 502, body: { message: '' } }, { status: 409, body });
    await atReview('invoice');
    await reviewer.button('Approve').click();
    await alert().filter({ hasText: 'Your changes and your comment are kept.' }).waitFor();
    await reviewer.button('Approve').click();
    await status().filter({ hasText: 'Your decision is stored already' }).waitFor();
  });

  it('shows the version that somebody else has made meanwhile', async () => {
    const review = { ...fake.reviews.get('invoice')!, version: 2 };
    const before = () => change('invoice', { version: 2, result: { ...INVOICE, total: 102 } });
    fake.answers.push({ status: 409, body: { message: 'it was edited since', review }, before });
    await atReview('invoice');
    await reviewer.field('Tax').fill('17');
    await reviewer.button('Approve with 1 change').click();
    await status().filter({ hasText: 'It was edited since.' }).waitFor();
    expect(await reviewer.field('Total').inputValue()).toBe('102');
    expect(await reviewer.field('Tax').inputValue()).toBe('18');
    await reviewer.page.getByText('Tax: 18.00 → 17.00').waitFor();
  });

  it('shows a refusal, and what was written stays', async () => {
    fake.answers.push({ status: 403, body: { message: 'only members of managers decide this review' } });
    await atReview('invoice');
    await reviewer.field('Total').fill('99');
    await reviewer.button('Approve with 1 change').click();
    await alert().filter({ hasText: 'Only members of managers decide this review.' }).waitFor();
    expect(await reviewer.diff()).toEqual(['Total: 120.00 → 99.00']);
  });

  it('shows each problem at its field', async () => {
    const problems = [
      { path: 'lines.1.amount', message: 'must be at least 0' },
      { path: 'lines', message: 'must not be empty' },
      { path: '', message: 'does not add up' },
    ];
    fake.answers.push({ status: 400, body: { message: 'the result is not valid', problems } });
    await atReview('invoice');
    await reviewer.field('Line 2: Amount').fill('-1');
    await reviewer.button('Approve with 1 change').click();
    await alert().filter({ hasText: 'The result is not valid.' }).waitFor();
    expect((await alert().locator('li').allInnerTexts()).map((text) => text.trim())).toEqual([
      'Line 2 · Amount must be at least 0',
      'Lines must not be empty',
      'does not add up',
    ]);
    const amount = reviewer.field('Line 2: Amount');
    expect(await reviewer.focused()).toBe('Line 2: Amount');
    expect(await amount.getAttribute('aria-invalid')).toBe('true');
    expect(await reviewer.page.locator(`#${await amount.getAttribute('aria-describedby')}`).innerText()).toBe(
      'must be at least 0',
    );
    await amount.fill('36');
    expect(await amount.getAttribute('aria-invalid')).toBeNull();
  });

  it('sends no figure that is none', async () => {
    await atReview('invoice');
    await reviewer.field('Line 1: Quantity').fill('');
    await reviewer.button('Approve with 1 change').click();
    await alert().filter({ hasText: 'Line 1 · Quantity must not be empty' }).waitFor();
    expect(fake.decisions).toEqual([]);
  });

  it('keeps a draft over a reload, a lost connection and an expired sign-in', async () => {
    await atReview('invoice');
    await reviewer.field('Total').fill('99');
    await reviewer.field('Comment (needed to reject)').fill('hm');
    await reviewer.page.context().setOffline(true);
    await reviewer.button('Approve with 1 change').click();
    await alert().filter({ hasText: 'The server cannot be reached.' }).waitFor();
    await reviewer.page.context().setOffline(false);
    await reviewer.page.reload();
    await reviewer.button('Approve with 1 change').waitFor();
    fake.issuer.expire();
    await reviewer.button('Approve with 1 change').click();
    await status().filter({ hasText: 'Your sign-in has expired. What you have written is kept.' }).waitFor();
    await reviewer.signIn();
    expect(await reviewer.field('Total').inputValue()).toBe('99');
    await reviewer.button('Approve with 1 change').click();
    await status().filter({ hasText: 'Approved' }).waitFor();
    expect(fake.decisions.map(({ request }) => request)).toEqual([
      { decision: 'edit', version: 1, comment: 'hm', result: { ...INVOICE, total: 99 } },
    ]);
    // It has been sent, so nothing is left of it.
    await reviewer.page.reload();
    await reviewer.button('Approve').waitFor();
  });

  it('shows what documents say as text, whatever they say', async () => {
    const evil = '<img src=x onerror="document.title=\'owned\'"><script>alert(1)</script>';
    const review = invoiceReview(fake.documentUrl(evil, 'text/html'));
    fake.reviews.set('evil', {
      ...review,
      id: 'evil',
      documentId: evil,
      warnings: [evil],
      result: { ...INVOICE, vendor: evil, lines: [{ ...INVOICE.lines[0]!, description: evil }] },
      completeness: { ...review.completeness!, gaps: [evil] },
      validation: { ...review.validation!, findings: [evil], purchaseOrder: evil },
      approvals: [{ reviewer: evil, at: review.openedAt }],
      audit: [{ at: 'never', who: evil, what: evil }],
    });
    await atReview('evil');
    await reviewer.field('Vendor').fill(`${evil}!`);
    expect((await reviewer.diff())[0]).toContain('<script>alert(1)</script>');
    expect(await reviewer.page.locator('main img, main script').count()).toBe(0);
    expect(await reviewer.heading(2).innerText()).toContain('<img src=x');
    await reviewer.page.getByRole('link', { name: 'All reviews' }).click();
    await reviewer.page.getByText('<img src=x').waitFor();
    expect(await reviewer.page.title()).toBe('Signalbox reviews');
    // The document's own script, in its frame.
    expect(reviewer.complaints.splice(0)).toContainEqual(
      expect.stringMatching(/^Blocked script .* frame is sandboxed/),
    );
  });

  it('can be used with the keyboard alone', async () => {
    await signedIn();
    const press = async (key: string, until: string) => {
      for (let presses = 0; presses < 80; presses++) {
        await reviewer.page.keyboard.press(key);
        if ((await reviewer.focused()) === until) return;
      }
      throw new Error(`${until} is not reached with ${key}`);
    };
    await reviewer.page.getByRole('row').nth(4).waitFor();
    await press('Tab', 'Invoice');
    await reviewer.page.keyboard.press('Enter');
    await reviewer.page.locator('iframe').waitFor();
    await press('Tab', 'Total');
    await reviewer.page.keyboard.press('Control+A');
    await reviewer.page.keyboard.type('99');
    await press('Tab', 'Remove line 3');
    await reviewer.page.keyboard.press('Enter');
    await press('Tab', 'Approve with 2 changes');
    await reviewer.page.keyboard.press('Enter');
    await status().filter({ hasText: 'Approved' }).waitFor();
    expect(fake.decisions[0]?.request).toMatchObject({ decision: 'edit', result: { total: 99 } });
    // Who hears the page instead of seeing it is told at once.
    expect(await reviewer.focused()).toBe('Approved with your changes. The workflow goes on.');
  });

  it('needs no scrolling sideways on a telephone', async () => {
    reviewer = await ReviewPage.open(browser, fake.url, '', { viewport: { width: 400, height: 800 } });
    await reviewer.signIn();
    for (const query of ['', ...[...fake.reviews.keys()].map((id) => `?review=${id}`)]) {
      await reviewer.go(query);
      await reviewer.heading(2).waitFor();
      expect(await reviewer.page.evaluate('document.documentElement.scrollWidth')).toBe(400);
    }
  });

  it.each(['light', 'dark'] as const)('has enough contrast in the %s scheme', async (colorScheme) => {
    reviewer = await ReviewPage.open(browser, fake.url, '', { colorScheme });
    await reviewer.signIn();
    for (const query of ['', ...[...fake.reviews.keys()].map((id) => `?review=${id}`)]) {
      await reviewer.go(query);
      await reviewer.page.locator('.reviews, .audit').waitFor();
      if (query === '?review=invoice') await reviewer.button('Reject').click();
      expect(await reviewer.page.evaluate(LOW_CONTRASTS)).toEqual([]);
    }
  });

  it('is not shown to somebody whom the issuer sends without being asked', async () => {
    reviewer = await ReviewPage.open(browser, fake.url, '?code=stolen&state=guessed');
    await alert().filter({ hasText: 'This sign-in was not begun in this tab.' }).waitFor();
    expect(new URL(reviewer.page.url()).search).toBe('');
    await reviewer.go('?error=access_denied&error_description=No');
    await alert().waitFor();
    expect(fake.issuer.asked).toEqual([]);
  });

  it('forgets everything at sign-out, and asks for the password then', async () => {
    reviewer = await ReviewPage.open(browser, fake.url, '?review=invoice');
    await reviewer.signIn();
    await reviewer.field('Total').fill('99');
    await reviewer.button('Sign out').click();
    await status().filter({ hasText: 'You are signed out.' }).waitFor();
    expect(await reviewer.page.evaluate('JSON.stringify({ ...sessionStorage, ...localStorage })')).not.toMatch(
      /99|token/,
    );
    await reviewer.signIn();
    expect(fake.issuer.asked.map((query) => query.get('prompt'))).toEqual([null, 'login']);
    expect(fake.issuer.asked.every((query) => query.get('code_challenge_method') === 'S256')).toBe(true);
  });

  it('says what is missing when a review or the server is not there', async () => {
    await signedIn('?review=gone');
    await alert().filter({ hasText: 'There is no such review.' }).waitFor();
    await reviewer.page.context().setOffline(true);
    await reviewer.page.getByRole('link', { name: 'All reviews' }).click();
    await alert().filter({ hasText: 'The server cannot be reached.' }).waitFor();
    await reviewer.page.context().setOffline(false);
    await reviewer.button('Try again').click();
    await reviewer.page.getByRole('row').nth(4).waitFor();
  });
});
