import { expect, it } from '@jest/globals';
import { describeDesk } from './desk.ts';
import { CONTRACT, INVOICE } from './sample-reviews.ts';

describeDesk('the review page', (desk) => {
  it('lists open reviews, due soonest first, with what is special about each', async () => {
    await desk.signedIn();
    await desk.reviewer.page.getByRole('row').nth(5).waitFor();
    const rows = await desk.reviewer.page.getByRole('row').allInnerTexts();
    expect(rows.slice(1).map((row) => row.replace(/\s+/g, ' '))).toEqual([
      expect.stringMatching(/^Unknown document .*For you.*Encrypted document.*Overdue.*Needs 2 approvals/),
      expect.stringMatching(/^Contract .*48,000\.00 EUR Directors in 1 hour .*Escalated.*Needs 2 approvals/),
      expect.stringMatching(/^Invoice invoices\/inv-2041\.txt 120\.00 USD Reviewers in 5 hours.*For you.*Partial/),
      expect.stringMatching(/^Proposal request .*unknown Directors in 1 day.*1 of 2 approvals/),
      expect.stringMatching(/^Question agent-loop: price-comparison – Reviewers in 2 days.*For you/),
    ]);
  });

  it('lists decided reviews, opens one, and comes back to the list that was left', async () => {
    await desk.signedIn();
    await desk.reviewer.page.getByRole('link', { name: 'Decided' }).click();
    await desk.reviewer.page.getByRole('link', { name: 'Invoice' }).click();
    await desk.reviewer.page.getByRole('heading', { name: 'Approved with 1 change by bo@example.com' }).waitFor();
    expect(await desk.reviewer.page.locator('.panel .diff li').allInnerTexts()).toEqual(['Total: 102.00 → 120.00']);
    expect(await desk.reviewer.button('Approve').count()).toBe(0);
    await desk.reviewer.page.goBack();
    await desk.reviewer.page.getByRole('link', { name: 'Decided', exact: true }).waitFor();
    expect(await desk.reviewer.page.locator('[aria-current=page]').innerText()).toBe('Decided');
  });

  it('says that there is nothing to do, and shows more pages of what there is', async () => {
    desk.fake.pageSize = 3;
    await desk.signedIn('?status=timed-out');
    await desk.reviewer.page.getByText('Nothing has timed out').waitFor();
    await desk.reviewer.page.getByRole('link', { name: 'Open', exact: true }).click();
    await desk.reviewer.button('Show more').click();
    await desk.reviewer.page.getByRole('row').nth(5).waitFor();
    expect(await desk.reviewer.button('Show more').count()).toBe(0);
  });

  it('shows the document without rights beside what was found, and how it compares with its order', async () => {
    await desk.atReview('invoice');
    const frame = desk.reviewer.page.locator('iframe');
    expect(await frame.getAttribute('sandbox')).toBe('');
    await desk.reviewer.page.frameLocator('iframe').getByText('INVOICE INV-2041').waitFor();
    expect(await desk.reviewer.field('Vendor').inputValue()).toBe('Northwind Components');
    expect(await desk.reviewer.field('Invoice date').inputValue()).toBe('2026-10-30');
    expect(await desk.reviewer.field('Line 2: Amount').inputValue()).toBe('36');
    const rows = await desk.reviewer.page.locator('.matches tbody tr').allInnerTexts();
    expect(rows.map((row) => row.replace(/\s+/g, ' '))).toEqual([
      expect.stringContaining('Matches'),
      '2 2 Cable gland M20 ≠Quantity differs quantity 12 instead of 10 (+20.0 %, tolerance 0 %)',
      expect.stringContaining('Not ordered'),
      expect.stringContaining('Not invoiced'),
    ]);
    await desk.reviewer.page.getByText('The invoice says that it has 4 lines, and 3 were found.').waitFor();
  });

  it('shows a PDF, for which a sandbox has no room', async () => {
    const documentUrl = desk.fake.documentUrl('%PDF-1.7', 'application/pdf');
    desk.change('invoice', { format: 'pdf', documentUrl });
    await desk.atReview('invoice');
    const frame = desk.reviewer.page.locator('iframe');
    expect(await frame.getAttribute('sandbox')).toBeNull();
    expect(await frame.getAttribute('src')).toBe(`${documentUrl}#navpanes=0`);
  });

  it('approves the version that was seen', async () => {
    desk.change('invoice', { version: 3 });
    await desk.atReview('invoice');
    await desk.reviewer.button('Approve').click();
    await desk.status().filter({ hasText: 'Approved. The workflow goes on.' }).waitFor();
    expect(desk.fake.decisions).toEqual([{ id: 'invoice', request: { decision: 'approve', version: 3 } }]);
  });

  it('shows each edit before it is sent, and sends the whole result', async () => {
    await desk.atReview('invoice');
    await desk.reviewer.field('Total').fill('102');
    await desk.reviewer.field('Purchase order').fill('');
    await desk.reviewer.button('Remove line 1').click();
    await desk.reviewer.button('Add line').click();
    await desk.reviewer.field('Line 3: Description').fill('Washer');
    await desk.reviewer.field('Line 3: Quantity').fill('2');
    await desk.reviewer.field('Line 3: Unit price').fill('0.125');
    await desk.reviewer.field('Line 3: Amount').fill('0.25');
    expect(await desk.reviewer.diff()).toEqual([
      'Purchase order: PO-7781 → none',
      'Line 1: Copper bracket, 40 mm, 10, 4.50, 45.00 (removed)',
      'Line 3: Washer, 2, 0.125, 0.25 (added)',
      'Total: 120.00 → 102.00',
    ]);
    expect(await desk.reviewer.marked()).toEqual([
      'Purchase order',
      'Total',
      'Description',
      'Quantity',
      'Unit price',
      'Amount',
    ]);
    await desk.reviewer.field('Comment (needed to reject)').fill(' misread ');
    await desk.reviewer.button('Approve with 4 changes').click();
    await desk.status().filter({ hasText: 'Approved with your changes.' }).waitFor();
    const result = {
      ...INVOICE,
      purchaseOrder: null,
      total: 102,
      lines: [...INVOICE.lines.slice(1), { description: 'Washer', quantity: 2, unitPrice: 0.125, amount: 0.25 }],
    };
    expect(desk.fake.decisions[0]?.request).toEqual({ decision: 'edit', version: 1, comment: 'misread', result });
  });

  it('takes edits back, and an edit that was undone by hand is none', async () => {
    await desk.atReview('invoice');
    await desk.reviewer.field('Total').fill('1');
    await desk.reviewer.field('Vendor').fill('Somebody');
    await desk.reviewer.button('Discard all changes').click();
    expect(await desk.reviewer.field('Total').inputValue()).toBe('120');
    await desk.reviewer.field('Tax').fill('17');
    await desk.reviewer.field('Tax').fill('18');
    expect(await desk.reviewer.diff()).toEqual([]);
    await desk.reviewer.button('Approve').waitFor();
  });

  it('edits findings of contracts and sections of proposals, and shows what differs in long texts', async () => {
    desk.change('contract', { mayDecide: true });
    await desk.atReview('contract');
    await desk.reviewer.field('Severity').first().selectOption('low');
    const quote = desk.reviewer.page.getByLabel('Quote').first();
    await quote.fill((await quote.inputValue()).replace('at any time', 'once a year'));
    expect(await desk.reviewer.diff()).toEqual([
      'Finding 1 · Quote: …der may change the fees at any time with effect from the da… → …der may change the fees once a year with effect from the da…',
      'Finding 1 · Severity: high → low',
    ]);
    await desk.reviewer.button('Add clause').click();
    expect(await desk.reviewer.marked()).toEqual(['Clauses', 'Quote', 'Severity']);
    await desk.reviewer.field('Clause 9').fill('6');
    await desk.reviewer.button('Approve with 3 changes').click();
    await desk.status().filter({ hasText: 'Approved' }).waitFor();
    expect(desk.fake.decisions[0]?.request.result).toMatchObject({ clauses: [...CONTRACT.clauses, '6'] });
  });

  it('rejects with a reason only', async () => {
    await desk.atReview('invoice');
    await desk.reviewer.button('Reject').click();
    await desk.alert().filter({ hasText: 'Say why' }).waitFor();
    expect(desk.fake.decisions).toEqual([]);
    await desk.reviewer.page.keyboard.type('Not ours.');
    await desk.reviewer.button('Reject').click();
    await desk.status().filter({ hasText: 'Rejected.' }).waitFor();
    expect(desk.fake.decisions[0]?.request).toEqual({ decision: 'reject', version: 1, comment: 'Not ours.' });
  });

  it('says that another reviewer has to approve, too', async () => {
    const approvals = [{ reviewer: 'ana@example.com', at: new Date().toISOString() }];
    desk.change('later', { approvals: [] });
    const before = () => desk.change('later', { approvals, mayDecide: false });
    desk.fake.answers.push({ status: 200, body: { status: 'open', version: 1, approvals, delivered: false }, before });
    await desk.atReview('later');
    await desk.reviewer.button('Approve').click();
    await desk.status().filter({ hasText: 'Approved: 1 of 2 approvals.' }).waitFor();
    await desk.reviewer.page
      .getByText('You have approved this version. Somebody else has to approve it, too.')
      .waitFor();
    expect(await desk.reviewer.button('Approve').isDisabled()).toBe(true);
  });

  it('cannot be decided by whoever is not in the group, and says so', async () => {
    await desk.atReview('contract');
    expect(await desk.reviewer.button('Approve').isDisabled()).toBe(true);
    expect(await desk.reviewer.button('Reject').isDisabled()).toBe(true);
    await desk.reviewer.page.getByText('Only members of directors or backup-reviewers can decide.').waitFor();
    expect(await desk.reviewer.field('Value').isEditable()).toBe(false);
    expect(await desk.reviewer.button('Add finding').count()).toBe(0);
  });

  it('lets a document that nobody can read be rejected only', async () => {
    await desk.atReview('broken');
    await desk.reviewer.page.getByText('The PDF asks for a password.').waitFor();
    expect(await desk.reviewer.button('Approve').isDisabled()).toBe(true);
    expect(await desk.reviewer.button('Reject').isEnabled()).toBe(true);
    expect(await desk.reviewer.page.locator('iframe').count()).toBe(0);
  });
});
