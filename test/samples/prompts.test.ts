import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { routeOf, share } from './routing.ts';

interface Row {
  readonly tier: 'haiku' | 'sonnet' | 'opus';
  readonly prompt: string;
}

describe('the offline classifier on prompts by someone who has not seen it', () => {
  it('sends at least 80 % to the right tier', async () => {
    const rows = JSON.parse(readFileSync(new URL('../../samples/prompts.json', import.meta.url), 'utf8')) as Row[];
    const routed = await Promise.all(
      rows.map(async ({ tier, prompt }) => ({ tier, right: (await routeOf(prompt)) === tier })),
    );
    // Counts only: seeing a prompt that went wrong would invite a rule made for it.
    const counts = Object.fromEntries(
      ['haiku', 'sonnet', 'opus'].map((tier) => [tier, share(routed.filter((row) => row.tier === tier))]),
    );
    expect({ share: share(routed), counts, enough: share(routed) >= 0.8 }).toMatchObject({ enough: true });
  });
});
