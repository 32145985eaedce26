import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals';
import type { Browser, BrowserContextOptions, Locator } from 'playwright-core';
import type { ReviewView } from '../../functions/schemas/review-api.ts';
import { describeInBrowser, openBrowser, ReviewPage } from './browser.ts';
import { FakeReviews } from './fake-reviews.ts';
import { sampleReviews } from './sample-reviews.ts';

/** A reviewer before the page, and a server whose answers the test decides. */
export class Desk {
  fake!: FakeReviews;
  reviewer!: ReviewPage;
  #browser!: Browser;
  /** Of most tests: a tab in which somebody has signed in, since that takes longer than most tests. */
  #shared!: ReviewPage;

  /** Before all else. */
  async open(): Promise<void> {
    [this.#browser, this.fake] = await Promise.all([openBrowser(), FakeReviews.start()]);
    this.#shared = await ReviewPage.open(this.#browser, this.fake.url);
    await this.#shared.signIn();
  }

  async signedIn(query = ''): Promise<void> {
    this.reviewer = this.#shared;
    await this.reviewer.startOver(query);
  }

  async atReview(id: string): Promise<void> {
    await this.signedIn(`?review=${id}`);
    await this.reviewer.heading(2).waitFor();
  }

  /** In a tab where nobody has signed in. */
  async openAnew(query = '', options: BrowserContextOptions = {}): Promise<void> {
    this.reviewer = await ReviewPage.open(this.#browser, this.fake.url, query, options);
  }

  /** On the server. */
  change(id: string, changed: Partial<ReviewView>): void {
    this.fake.reviews.set(id, { ...this.fake.reviews.get(id)!, ...changed });
  }

  alert(): Locator {
    return this.reviewer.page.getByRole('alert').filter({ hasText: /\S/ });
  }

  status(): Locator {
    return this.reviewer.page.getByRole('status');
  }

  layOut(): void {
    this.fake.reset();
    for (const review of sampleReviews((text) => this.fake.documentUrl(text))) this.fake.reviews.set(review.id, review);
  }

  /** What the browser complained about in the meantime. */
  async clear(): Promise<readonly string[]> {
    const complaints = this.reviewer.complaints.splice(0);
    if (this.reviewer !== this.#shared) await this.reviewer.close();
    return complaints;
  }

  async close(): Promise<void> {
    await this.#browser?.close();
    await this.fake?.close();
  }
}

/** Tests at one desk, which is opened before the first of them. */
export function describeDesk(name: string, tests: (desk: Desk) => void): void {
  describeInBrowser(name, () => {
    const desk = new Desk();
    beforeAll(() => desk.open());
    afterAll(() => desk.close());
    beforeEach(() => desk.layOut());
    // Whatever a test is about: no script failed, and nothing was asked for that the page's policy refuses.
    afterEach(async () => expect(await desk.clear()).toEqual([]));
    tests(desk);
  });
}
