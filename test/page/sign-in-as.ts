import type { Page } from 'playwright-core';

/** Fills in the development issuer's page. */
export function signInAs(name: string, groups: readonly string[]): (page: Page) => Promise<void> {
  return async (page) => {
    await page.locator('input[name="username"]').fill(name);
    for (const group of groups) await page.locator(`input[type="checkbox"][value="${group}"]`).check();
    await page.locator('button[type="submit"], button').first().click();
  };
}
