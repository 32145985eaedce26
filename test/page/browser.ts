import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe } from '@jest/globals';
import { chromium, type Browser, type BrowserContextOptions, type Locator, type Page } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];
// Root, as in a container, runs no sandbox; the rest keeps the browser from talking to anybody.
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The browser that CHROMIUM names, or one on the PATH. */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | undefined {
  if (env.CHROMIUM !== undefined && env.CHROMIUM !== '') return env.CHROMIUM;
  const folders = [...(env.PATH ?? '').split(delimiter), '/usr/bin'];
  return folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find(isExecutable);
}

/** Like `describe`; without a browser it is skipped, and says how to get one. */
export function describeInBrowser(name: string, tests: () => void): void {
  if (findChromium() !== undefined) return describe(name, tests);
  process.stderr.write(
    `skipped, since no browser is installed: ${name}\n  apt-get install -y chromium, or set CHROMIUM\n`,
  );
  describe.skip(name, tests);
}

export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: findChromium(), args: FLAGS });
}

/** One reviewer at the review page, in a browser context of their own. */
export class ReviewPage {
  readonly page: Page;
  /** What the browser complained about: scripts that threw, and what the page's policy refused. */
  readonly complaints: string[] = [];
  readonly #url: string;

  private constructor(page: Page, url: string) {
    this.page = page;
    this.#url = url;
    page.setDefaultTimeout(10_000);
    page.on('pageerror', (error) => void this.complaints.push(error.message));
    page.on('console', (message) => {
      // A status such as 409 is an answer like any other; the browser calls it an error all the same.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
        this.complaints.push(message.text());
      }
    });
  }

  /** `url` is that of the page, e.g. `http://127.0.0.1:4566/_local/apigateway/signalbox-reviews/v1/`. */
  static async open(
    browser: Browser,
    url: string,
    query = '',
    options: BrowserContextOptions = {},
  ): Promise<ReviewPage> {
    const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1280, height: 800 }, ...options });
    const reviewPage = new ReviewPage(await context.newPage(), url);
    await reviewPage.go(query);
    return reviewPage;
  }

  async go(query = ''): Promise<void> {
    await this.page.goto(`${this.#url}${query}`);
  }

  /** `atIssuer` does what the issuer's own page asks for, if it asks. */
  async signIn(atIssuer: (page: Page) => Promise<void> = async () => {}): Promise<void> {
    await this.page.getByRole('button', { name: 'Sign in' }).click();
    await atIssuer(this.page);
    await this.page.getByRole('button', { name: 'Sign out' }).waitFor();
  }

  /** A field of the result by its label, e.g. `Total` or `Line 2: Amount`. */
  field(label: string): Locator {
    return this.page.getByLabel(label, { exact: true });
  }

  heading(level: number): Locator {
    return this.page.getByRole('heading', { level });
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** The name of what the keyboard acts on: its label, or its text. */
  async focused(): Promise<string> {
    const element = this.page.locator(':focus');
    // The keyboard may be in the document's frame.
    if ((await element.count()) === 0) return '';
    const label = await element.getAttribute('aria-label');
    if (label !== null) return label;
    const labels = this.page.locator(`label[for="${await element.getAttribute('id')}"]`);
    return ((await labels.count()) > 0 ? labels : element).innerText();
  }

  /** What reviewers have changed and not sent, a line each. */
  async diff(): Promise<readonly string[]> {
    return this.page.locator('.decision .diff li').allInnerTexts();
  }

  /** The labels of the fields that are marked as changed. */
  async marked(): Promise<readonly string[]> {
    return (await this.page.locator('.changed label').allTextContents()).map((text) => text.trim());
  }

  /** As a reviewer who comes anew in the same tab, still signed in. */
  async startOver(query: string): Promise<void> {
    const drafts = "Object.keys(sessionStorage).filter((key) => key.startsWith('signalbox.draft.'))";
    await this.page.evaluate(`${drafts}.forEach((key) => sessionStorage.removeItem(key))`);
    await this.go(query);
    const signIn = this.button('Sign in');
    await signIn.or(this.button('Sign out')).waitFor();
    if (await signIn.isVisible()) await this.signIn();
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
