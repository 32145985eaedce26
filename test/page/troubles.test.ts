import { expect, it } from '@jest/globals';
import { describeDesk } from './desk.ts';
import { INVOICE } from './sample-reviews.ts';

describeDesk('the review page in trouble', (desk) => {
  it('tells who was faster, and keeps what was not sent', async () => {
    const decided = desk.fake.reviews.get('closed')!;
    const before = () => desk.fake.reviews.set('invoice', { ...decided, id: 'invoice' });
    desk.fake.answers.push({ status: 409, body: { message: 'decided already', review: decided }, before });
    await desk.atReview('invoice');
    await desk.reviewer.field('Total').fill('99');
    await desk.reviewer.button('Approve with 1 change').click();
    await desk.status().filter({ hasText: 'Too late: Approved with 1 change by bo@example.com.' }).waitFor();
    await desk.reviewer.page.getByText('Not sent: what you wrote for version 1').waitFor();
    await desk.reviewer.page.getByText('Total: 120.00 → 99.00').waitFor();
    expect(await desk.reviewer.field('Total').inputValue()).toBe('120');
    await desk.reviewer.button('Forget it').click();
    await desk.reviewer.page.reload();
    await desk.reviewer.heading(2).waitFor();
    expect(await desk.reviewer.page.getByText('Not sent').count()).toBe(0);
  });

  it('says that a decision is stored which no task took', async () => {
    desk.fake.answers.push({ status: 200, body: { status: 'decided', version: 1, approvals: [], delivered: false } });
    await desk.atReview('invoice');
    await desk.reviewer.button('Approve').click();
    await desk
      .status()
      .filter({ hasText: 'Approved. It is stored; the workflow takes it when it asks again.' })
      .waitFor();
  });

  it('says that a decision whose answer was lost had arrived', async () => {
    const decision = { ...desk.fake.reviews.get('closed')!.decision!, reviewer: 'ana@example.com', changes: [] };
    const body = { message: 'decided already', review: { ...desk.fake.reviews.get('closed')!, decision } };
    desk.fake.answers.push({ status: 502, body: { message: '' } }, { status: 409, body });
    await desk.atReview('invoice');
    await desk.reviewer.button('Approve').click();
    await desk.alert().filter({ hasText: 'Your changes and your comment are kept.' }).waitFor();
    await desk.reviewer.button('Approve').click();
    await desk.status().filter({ hasText: 'Your decision is stored already' }).waitFor();
  });

  it('shows the version that somebody else has made meanwhile', async () => {
    const review = { ...desk.fake.reviews.get('invoice')!, version: 2 };
    const before = () => desk.change('invoice', { version: 2, result: { ...INVOICE, total: 102 } });
    desk.fake.answers.push({ status: 409, body: { message: 'it was edited since', review }, before });
    await desk.atReview('invoice');
    await desk.reviewer.field('Tax').fill('17');
    await desk.reviewer.button('Approve with 1 change').click();
    await desk.status().filter({ hasText: 'It was edited since.' }).waitFor();
    expect(await desk.reviewer.field('Total').inputValue()).toBe('102');
    expect(await desk.reviewer.field('Tax').inputValue()).toBe('18');
    await desk.reviewer.page.getByText('Tax: 18.00 → 17.00').waitFor();
  });

  it('shows a refusal, and what was written stays', async () => {
    desk.fake.answers.push({ status: 403, body: { message: 'only members of managers decide this review' } });
    await desk.atReview('invoice');
    await desk.reviewer.field('Total').fill('99');
    await desk.reviewer.button('Approve with 1 change').click();
    await desk.alert().filter({ hasText: 'Only members of managers decide this review.' }).waitFor();
    expect(await desk.reviewer.diff()).toEqual(['Total: 120.00 → 99.00']);
  });

  it('shows each problem at its field', async () => {
    const problems = [
      { path: 'lines.1.amount', message: 'must be at least 0' },
      { path: 'lines', message: 'must not be empty' },
      { path: '', message: 'does not add up' },
    ];
    desk.fake.answers.push({ status: 400, body: { message: 'the result is not valid', problems } });
    await desk.atReview('invoice');
    await desk.reviewer.field('Line 2: Amount').fill('-1');
    await desk.reviewer.button('Approve with 1 change').click();
    await desk.alert().filter({ hasText: 'The result is not valid.' }).waitFor();
    expect((await desk.alert().locator('li').allInnerTexts()).map((text) => text.trim())).toEqual([
      'Line 2 · Amount must be at least 0',
      'Lines must not be empty',
      'does not add up',
    ]);
    const amount = desk.reviewer.field('Line 2: Amount');
    expect(await desk.reviewer.focused()).toBe('Line 2: Amount');
    expect(await amount.getAttribute('aria-invalid')).toBe('true');
    expect(await desk.reviewer.page.locator(`#${await amount.getAttribute('aria-describedby')}`).innerText()).toBe(
      'must be at least 0',
    );
    await amount.fill('36');
    expect(await amount.getAttribute('aria-invalid')).toBeNull();
  });

  it('sends no figure that is none', async () => {
    await desk.atReview('invoice');
    await desk.reviewer.field('Line 1: Quantity').fill('');
    await desk.reviewer.button('Approve with 1 change').click();
    await desk.alert().filter({ hasText: 'Line 1 · Quantity must not be empty' }).waitFor();
    expect(desk.fake.decisions).toEqual([]);
  });

  it('keeps a draft over a reload, a lost connection and an expired sign-in', async () => {
    await desk.atReview('invoice');
    await desk.reviewer.field('Total').fill('99');
    await desk.reviewer.field('Comment (needed to reject)').fill('hm');
    await desk.reviewer.page.context().setOffline(true);
    await desk.reviewer.button('Approve with 1 change').click();
    await desk.alert().filter({ hasText: 'The server cannot be reached.' }).waitFor();
    await desk.reviewer.page.context().setOffline(false);
    await desk.reviewer.page.reload();
    await desk.reviewer.button('Approve with 1 change').waitFor();
    desk.fake.issuer.expire();
    await desk.reviewer.button('Approve with 1 change').click();
    await desk.status().filter({ hasText: 'Your sign-in has expired. What you have written is kept.' }).waitFor();
    await desk.reviewer.signIn();
    expect(await desk.reviewer.field('Total').inputValue()).toBe('99');
    await desk.reviewer.button('Approve with 1 change').click();
    await desk.status().filter({ hasText: 'Approved' }).waitFor();
    expect(desk.fake.decisions.map(({ request }) => request)).toEqual([
      { decision: 'edit', version: 1, comment: 'hm', result: { ...INVOICE, total: 99 } },
    ]);
    // It has been sent, so nothing is left of it.
    await desk.reviewer.page.reload();
    await desk.reviewer.button('Approve').waitFor();
  });

  it('is not shown to somebody whom the issuer sends without being asked', async () => {
    await desk.openAnew('?code=stolen&state=guessed');
    await desk.alert().filter({ hasText: 'This sign-in was not begun in this tab.' }).waitFor();
    expect(new URL(desk.reviewer.page.url()).search).toBe('');
    await desk.reviewer.go('?error=access_denied&error_description=No');
    await desk.alert().waitFor();
    expect(desk.fake.issuer.asked).toEqual([]);
  });

  it('forgets everything at sign-out, and so does the issuer', async () => {
    await desk.openAnew('?review=invoice');
    await desk.reviewer.signIn();
    await desk.reviewer.field('Total').fill('99');
    const token = (await desk.reviewer.page.evaluate('sessionStorage.getItem("signalbox.session")')) as string;
    await desk.reviewer.button('Sign out').click();
    await desk.status().filter({ hasText: 'You are signed out.' }).waitFor();
    expect(desk.reviewer.page.url()).toBe(desk.fake.url);
    expect(await desk.reviewer.page.evaluate('JSON.stringify({ ...sessionStorage, ...localStorage })')).not.toMatch(
      /99|token/,
    );
    expect(desk.fake.issuer.ended.map((query) => Object.fromEntries(query))).toEqual([
      {
        client_id: 'review-page',
        logout_uri: desk.fake.url,
        post_logout_redirect_uri: desk.fake.url,
        id_token_hint: (JSON.parse(token) as { token: string }).token,
      },
    ]);
    desk.fake.issuer.claims = { sub: 'bo', email: 'bo@example.com' };
    await desk.reviewer.signIn();
    await desk.reviewer.page.getByText('bo@example.com', { exact: true }).first().waitFor();
  });

  it('asks for the password after a sign-out when the issuer has no place for it, or cannot be reached', async () => {
    desk.fake.issuer.signsOut = false;
    await desk.openAnew();
    await desk.reviewer.signIn();
    await desk.reviewer.button('Sign out').click();
    await desk.status().filter({ hasText: 'You are signed out.' }).waitFor();
    await desk.reviewer.signIn();
    await desk.reviewer.page.context().setOffline(true);
    await desk.reviewer.button('Sign out').click();
    await desk.status().filter({ hasText: 'the sign-in service may still know you. The server' }).waitFor();
    expect(await desk.reviewer.page.evaluate('sessionStorage.getItem("signalbox.session")')).toBeNull();
    await desk.reviewer.page.context().setOffline(false);
    await desk.reviewer.signIn();
    expect(desk.fake.issuer.asked.map((query) => query.get('prompt'))).toEqual([null, 'login', 'login']);
    expect(desk.fake.issuer.asked.every((query) => query.get('code_challenge_method') === 'S256')).toBe(true);
  });

  it('says what is missing when a review or the server is not there', async () => {
    await desk.signedIn('?review=gone');
    await desk.alert().filter({ hasText: 'There is no such review.' }).waitFor();
    await desk.reviewer.page.context().setOffline(true);
    await desk.reviewer.page.getByRole('link', { name: 'All reviews' }).click();
    await desk.alert().filter({ hasText: 'The server cannot be reached.' }).waitFor();
    await desk.reviewer.page.context().setOffline(false);
    await desk.reviewer.button('Try again').click();
    await desk.reviewer.page.getByRole('row').nth(4).waitFor();
  });
});
