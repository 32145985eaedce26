import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';

import { Office, sample } from '../local/documents/office.ts';
import { reviewsApi } from '../support/reviewer.ts';
import { describeInBrowser, openBrowser, ReviewPage } from './browser.ts';
import { signInAs } from './sign-in-as.ts';

/** The page as deployed, on the local cloud: real API, real sign-in at the development issuer, a real execution that waits. */
describeInBrowser('the review page of the running app', () => {
  let office: Office;
  let browser: Browser;
  beforeAll(async () => {
    [office, browser] = await Promise.all([Office.open(), openBrowser()]);
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await office.close();
  });

  it('opens from the notification, edits a field, approves, and the execution succeeds', async () => {
    const execution = await office.start('invoice-4711', sample('invoice-wrong.txt').toString());
    const anna = await office.reviewer('anna@example.com', 'managers');
    const review = await anna.waitFor('invoice-4711');
    const link = (await office.inbox())
      .map(({ message }) => /https?:\S+/.exec(message)?.[0])
      .find((url) => url?.includes(review.id));
    expect(link).toBe(
      `${reviewsApi(office.app.cloud.url).replace('signalbox-reviews', apiIdIn(link))}?review=${review.id}`,
    );

    const page = await ReviewPage.open(browser, link ?? '', '', { viewport: { width: 1280, height: 900 } });
    await page.signIn(signInAs('anna@example.com', ['managers']));
    await page.heading(2).filter({ hasText: 'invoice-4711' }).waitFor();
    await page.page.frameLocator('iframe').getByText('CRN/2026/0188').waitFor();
    await page.field('Vendor').fill('Cobalt Ridge Networks');
    expect(await page.diff()).toEqual(['Vendor: Cobalt Ridge Networks Ltd. → Cobalt Ridge Networks']);
    // The picture in the README: SCREENSHOT=docs/review-page.png npm test -- test/page/whole-app
    const { SCREENSHOT } = process.env;
    if (SCREENSHOT !== undefined) await page.page.mouse.wheel(0, -10_000);
    if (SCREENSHOT !== undefined) await page.page.screenshot({ path: SCREENSHOT });
    await page.button('Approve with 1 change').click();
    await page.page.getByRole('heading', { name: 'Approved with 1 change by anna@example.com' }).waitFor();
    expect(page.complaints).toEqual([]);

    expect(await office.ended(execution)).toMatchObject({
      status: 'complete',
      result: { vendor: 'Cobalt Ridge Networks' },
      review: { decision: 'edit', reviewer: 'anna@example.com', changes: [{ path: 'vendor' }] },
    });
    await page.close();
  }, 60_000);

  it('signs out at the issuer, and somebody else signs in', async () => {
    const page = await ReviewPage.open(browser, await pageAddress(office.app.cloud.url));
    await page.signIn(signInAs('anna@example.com', ['managers']));
    const atIssuer = page.page.waitForRequest(/\/_local\/cognito\/[^/]+\/logout\?.*id_token_hint=/);
    await page.button('Sign out').click();
    await atIssuer;
    await page.page.getByText('You are signed out.').waitFor();
    await page.signIn(signInAs('bo@example.com', ['reviewers']));
    await page.page.getByText('bo@example.com').first().waitFor();
    expect(page.complaints).toEqual([]);
    await page.close();
  }, 60_000);

  it('following the link signs nobody in and decides nothing', async () => {
    const execution = await office.start('scanned', sample('invoice-ok.txt').toString());
    const anna = await office.reviewer('anna@example.com', 'managers');
    const { id, version } = await anna.waitFor('scanned');
    const page = await ReviewPage.open(browser, reviewsApi(office.app.cloud.url), `?review=${id}`);
    await page.button('Sign in').waitFor();
    expect((await anna.show(id)).body.status).toBe('open');
    await page.close();
    await anna.decide(id, { decision: 'reject', version, comment: 'no' });
    await office.ended(execution);
  }, 60_000);
});

/** As the issuer knows it, which leads back to no other. */
async function pageAddress(url: string): Promise<string> {
  const pools = (await (await fetch(`${url}/_local/cognito`)).json()) as { clients: { callbackUrls: string[] }[] }[];
  return pools[0]?.clients[0]?.callbackUrls[0] ?? '';
}

function apiIdIn(link: string | undefined): string {
  return /apigateway\/([^/]+)\//.exec(link ?? '')?.[1] ?? '';
}
