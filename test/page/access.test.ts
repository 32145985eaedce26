import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { describeDesk } from './desk.ts';
import { INVOICE, invoiceReview } from './sample-reviews.ts';

const LOW_CONTRASTS = readFileSync(join(import.meta.dirname, 'low-contrasts.js'), 'utf8');

describeDesk('the review page, for everybody and from anybody', (desk) => {
  it('shows what documents say as text, whatever they say', async () => {
    const evil = '<img src=x onerror="document.title=\'owned\'"><script>desk.alert(1)</script>';
    const review = invoiceReview(desk.fake.documentUrl(evil, 'text/html'));
    desk.fake.reviews.set('evil', {
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
    await desk.atReview('evil');
    await desk.reviewer.field('Vendor').fill(`${evil}!`);
    expect((await desk.reviewer.diff())[0]).toContain('<script>desk.alert(1)</script>');
    expect(await desk.reviewer.page.locator('main img, main script').count()).toBe(0);
    expect(await desk.reviewer.heading(2).innerText()).toContain('<img src=x');
    await desk.reviewer.page.getByRole('link', { name: 'All reviews' }).click();
    await desk.reviewer.page.getByText('<img src=x').waitFor();
    expect(await desk.reviewer.page.title()).toBe('Signalbox reviews');
    // The document's own script, in its frame.
    expect(desk.reviewer.complaints.splice(0)).toContainEqual(
      expect.stringMatching(/^Blocked script .* frame is sandboxed/),
    );
  });

  it('can be used with the keyboard alone', async () => {
    await desk.signedIn();
    const press = async (key: string, until: string) => {
      for (let presses = 0; presses < 80; presses++) {
        await desk.reviewer.page.keyboard.press(key);
        if ((await desk.reviewer.focused()) === until) return;
      }
      throw new Error(`${until} is not reached with ${key}`);
    };
    await desk.reviewer.page.getByRole('row').nth(4).waitFor();
    await press('Tab', 'Invoice');
    await desk.reviewer.page.keyboard.press('Enter');
    await desk.reviewer.page.locator('iframe').waitFor();
    await press('Tab', 'Total');
    await desk.reviewer.page.keyboard.press('Control+A');
    await desk.reviewer.page.keyboard.type('99');
    await press('Tab', 'Remove line 3');
    await desk.reviewer.page.keyboard.press('Enter');
    await press('Tab', 'Approve with 2 changes');
    await desk.reviewer.page.keyboard.press('Enter');
    await desk.status().filter({ hasText: 'Approved' }).waitFor();
    expect(desk.fake.decisions[0]?.request).toMatchObject({ decision: 'edit', result: { total: 99 } });
    // Who hears the page instead of seeing it is told at once.
    expect(await desk.reviewer.focused()).toBe('Approved with your changes. The workflow goes on.');
  });

  it('needs no scrolling sideways on a telephone', async () => {
    await desk.openAnew('', { viewport: { width: 400, height: 800 } });
    await desk.reviewer.signIn();
    for (const query of ['', ...[...desk.fake.reviews.keys()].map((id) => `?review=${id}`)]) {
      await desk.reviewer.go(query);
      await desk.reviewer.heading(2).waitFor();
      expect(await desk.reviewer.page.evaluate('document.documentElement.scrollWidth')).toBe(400);
    }
  });

  it.each(['light', 'dark'] as const)('has enough contrast in the %s scheme', async (colorScheme) => {
    await desk.openAnew('', { colorScheme });
    await desk.reviewer.signIn();
    for (const query of ['', ...[...desk.fake.reviews.keys()].map((id) => `?review=${id}`)]) {
      await desk.reviewer.go(query);
      await desk.reviewer.page.locator('.reviews, .audit').waitFor();
      if (query === '?review=invoice') await desk.reviewer.button('Reject').click();
      expect(await desk.reviewer.page.evaluate(LOW_CONTRASTS)).toEqual([]);
    }
  });
});
