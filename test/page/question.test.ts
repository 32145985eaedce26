import { expect, it } from '@jest/globals';
import { describeDesk } from './desk.ts';
import { QUESTION } from './sample-reviews.ts';

describeDesk('the page of a question', (desk) => {
  const answer = () => desk.reviewer.field('Answer');
  const ANSWERED = { ...QUESTION, answer: 'The one of 2026.' };
  const decided = (decision: 'edit' | 'reject' | 'timeout', comment = '') => ({
    status: decision === 'timeout' ? ('timed-out' as const) : ('decided' as const),
    mayDecide: false,
    decision: {
      decision,
      reviewer: decision === 'timeout' ? '' : 'bo@example.com',
      comment,
      decidedAt: new Date().toISOString(),
      approvals: [],
      ...(decision === 'edit' && { changes: [{ path: 'answer', before: '', after: ANSWERED.answer }] }),
    },
  });

  it('shows what an agent asks, and no document', async () => {
    await desk.atReview('question');
    expect(await desk.reviewer.heading(2).innerText()).toBe('Question agent-loop: price-comparison');
    const panel = desk.reviewer.page.getByRole('region', { name: 'An agent asks' });
    expect(await panel.locator('p').first().innerText()).toBe(QUESTION.question);
    expect(await panel.locator('blockquote').innerText()).toBe(QUESTION.context);
    await panel.getByText('A language model wrote this and may be mistaken.').waitFor();
    expect(await desk.reviewer.page.locator('.document, iframe, .matches').count()).toBe(0);
    expect(await desk.reviewer.page.getByText('Amount').count()).toBe(0);
    expect(await desk.reviewer.page.title()).toBe('Question agent-loop: price-comparison · Signalbox reviews');
  });

  it('shows no empty context', async () => {
    desk.change('question', { result: { ...QUESTION, context: '' } });
    await desk.atReview('question');
    await desk.reviewer.page.getByText(QUESTION.question).waitFor();
    expect(await desk.reviewer.page.locator('.question blockquote').count()).toBe(0);
  });

  it('sends an answer, with the question as it was asked', async () => {
    await desk.atReview('question');
    await answer().fill('  The one of 2026. ');
    expect(await desk.reviewer.diff()).toEqual([]);
    await desk.reviewer.field('Comment (needed to decline)').fill('I asked sales.');
    await desk.reviewer.button('Send answer').click();
    await desk.status().filter({ hasText: 'Answered. The workflow goes on.' }).waitFor();
    expect(desk.fake.decisions).toEqual([
      { id: 'question', request: { decision: 'edit', version: 1, comment: 'I asked sales.', result: ANSWERED } },
    ]);
  });

  it('sends no empty answer, and says what to do', async () => {
    await desk.atReview('question');
    await answer().fill(' \n ');
    await desk.reviewer.button('Send answer').click();
    await desk.alert().filter({ hasText: 'Write an answer, or decline with a comment.' }).waitFor();
    expect(await desk.reviewer.focused()).toBe('Answer');
    expect(await answer().getAttribute('aria-invalid')).toBe('true');
    expect(desk.fake.decisions).toEqual([]);
    await answer().fill('Yes');
    expect(await answer().getAttribute('aria-invalid')).toBeNull();
  });

  it('declines with a reason only', async () => {
    await desk.atReview('question');
    await desk.reviewer.button('Decline').click();
    await desk.alert().filter({ hasText: 'Say why' }).waitFor();
    await desk.reviewer.page.keyboard.type('Nobody knows.');
    await desk.reviewer.button('Decline').click();
    await desk.status().filter({ hasText: 'Declined.' }).waitFor();
    expect(desk.fake.decisions[0]?.request).toEqual({ decision: 'reject', version: 1, comment: 'Nobody knows.' });
  });

  it('keeps what was written over a failure and a reload', async () => {
    desk.fake.answers.push({ status: 502, body: { message: '' } });
    await desk.atReview('question');
    await answer().fill('The one of 2026.');
    await desk.reviewer.button('Send answer').click();
    await desk.alert().filter({ hasText: 'Your answer and your comment are kept.' }).waitFor();
    await desk.reviewer.page.reload();
    await answer().waitFor();
    expect(await answer().inputValue()).toBe('The one of 2026.');
    await desk.reviewer.button('Send answer').click();
    await desk.status().filter({ hasText: 'Answered.' }).waitFor();
    await desk.reviewer.page.reload();
    await answer().waitFor();
    expect(await answer().inputValue()).toBe('');
  });

  it('tells who was faster, and keeps what was not sent', async () => {
    const closed = { ...desk.fake.reviews.get('question')!, ...decided('edit'), version: 2, result: ANSWERED };
    const before = () => desk.fake.reviews.set('question', closed);
    desk.fake.answers.push({ status: 409, body: { message: 'decided already', review: closed }, before });
    await desk.atReview('question');
    await answer().fill('The draft.');
    await desk.reviewer.button('Send answer').click();
    await desk.status().filter({ hasText: 'Too late: Answered by bo@example.com.' }).waitFor();
    await desk.reviewer.page.getByText('Answer: empty → The draft.').waitFor();
  });

  it('shows the refusal of an answer at its field', async () => {
    const problems = [{ path: 'answer', message: 'must not have control characters' }];
    desk.fake.answers.push({ status: 400, body: { message: 'the result is not valid', problems } });
    await desk.atReview('question');
    await answer().fill('x');
    await desk.reviewer.button('Send answer').click();
    await desk.alert().filter({ hasText: 'The result is not valid.' }).waitFor();
    expect(await desk.reviewer.page.locator('#problem-answer').innerText()).toBe('must not have control characters');
  });

  it('lets another reviewer approve an answer, or give another one', async () => {
    desk.change('question', { version: 2, needed: 2, result: ANSWERED });
    await desk.atReview('question');
    expect(await answer().inputValue()).toBe('The one of 2026.');
    await answer().fill('The draft.');
    await desk.reviewer.button('Send answer').waitFor();
    await answer().fill('The one of 2026.');
    await desk.reviewer.button('Approve answer').click();
    await desk.status().filter({ hasText: 'Answer approved.' }).waitFor();
    expect(desk.fake.decisions[0]?.request).toEqual({ decision: 'approve', version: 2 });
  });

  it('cannot be answered by whoever is not in the group, and says so', async () => {
    desk.change('question', { mayDecide: false });
    await desk.atReview('question');
    await desk.reviewer.page.getByText('Only members of reviewers can answer.').waitFor();
    expect(await answer().isEditable()).toBe(false);
    expect(await desk.reviewer.button('Send answer').isDisabled()).toBe(true);
    expect(await desk.reviewer.button('Decline').isDisabled()).toBe(true);
  });

  it.each([
    ['answered', decided('edit', 'from sales'), 'Answered by bo@example.com', ['The one of 2026.', 'from sales']],
    ['declined', decided('reject', 'Nobody knows.'), 'Declined by bo@example.com', ['Nobody knows.']],
    ['left alone', decided('timeout'), 'Nobody answered in time', []],
  ])('shows how one ended that was %s', async (_, closed, title, quotes) => {
    desk.change('question', { ...closed, version: 2, result: ANSWERED });
    await desk.atReview('question');
    await desk.reviewer.page.getByRole('heading', { name: title }).waitFor();
    expect(await desk.reviewer.page.locator('.panel:not(.question) blockquote').allInnerTexts()).toEqual(quotes);
    await desk.reviewer.page.getByText(QUESTION.question).waitFor();
    expect(await desk.reviewer.page.locator('textarea, .diff').count()).toBe(0);
  });

  it('says when what was asked is not kept any more', async () => {
    desk.change('question', {
      result: undefined,
      schema: undefined,
      warnings: ['What was asked is not kept any more.'],
    });
    await desk.atReview('question');
    await desk.reviewer.page.getByText('What was asked is not kept any more.').waitFor();
    expect(await desk.reviewer.button('Send answer').isDisabled()).toBe(true);
    expect(await desk.reviewer.button('Decline').isEnabled()).toBe(true);
  });

  it('shows what an agent says as text, whatever it says', async () => {
    const evil = '<img src=x onerror="document.title=\'owned\'"><a href="https://elsewhere.example">click</a>';
    desk.change('question', { documentId: evil, result: { question: evil, context: evil, answer: '' } });
    await desk.atReview('question');
    expect(await desk.reviewer.page.locator('main img, main a[href^=http]').count()).toBe(0);
    expect(await desk.reviewer.page.locator('.question-text').innerText()).toBe(evil);
  });

  it('is answered with the keyboard alone', async () => {
    await desk.atReview('question');
    const press = async (until: string) => {
      for (let presses = 0; presses < 20; presses++) {
        await desk.reviewer.page.keyboard.press('Tab');
        if ((await desk.reviewer.focused()) === until) return;
      }
      throw new Error(`${until} is not reached`);
    };
    await press('Go to the answer');
    await desk.reviewer.page.keyboard.press('Enter');
    await desk.reviewer.page.keyboard.press('Tab');
    expect(await desk.reviewer.focused()).toBe('Answer');
    await desk.reviewer.page.keyboard.type('Both.');
    await press('Send answer');
    await desk.reviewer.page.keyboard.press('Enter');
    await desk.status().filter({ hasText: 'Answered.' }).waitFor();
    expect(await desk.reviewer.focused()).toBe('Answered. The workflow goes on.');
  });
});
