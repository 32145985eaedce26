import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { routeOf, share } from './routing.ts';

interface Row {
  readonly tier: 'haiku' | 'sonnet' | 'opus';
  readonly prompt: string;
}

const TIERS = ['haiku', 'sonnet', 'opus'] as const;
const rows = JSON.parse(readFileSync(new URL('../../samples/prompts.json', import.meta.url), 'utf8')) as Row[];

describe('the offline classifier on prompts by someone who has not seen it', () => {
  it('is given every prompt with a tier that exists', () => {
    const unknown = rows
      .map((row, index) => `row ${index}: ${row.tier}`)
      .filter((_, index) => !TIERS.some((tier) => tier === rows[index]?.tier));
    expect(unknown).toEqual([]);
    expect(rows.every((row) => typeof row.prompt === 'string')).toBe(true);
  });

  it('sends at least 80 % to the right tier', async () => {
    const routed = await Promise.all(
      rows.map(async ({ tier, prompt }) => ({ tier, right: (await routeOf(prompt)) === tier })),
    );
    // Shares only: seeing a prompt that went wrong would invite a rule made for it.
    const percent = (of: typeof routed) => Math.round(share(of) * 100);
    const shares = TIERS.map((tier) => `${tier} ${percent(routed.filter((row) => row.tier === tier))} %`).join(', ');
    if (share(routed) < 0.8) throw new Error(`only ${percent(routed)} % reach the right tier (${shares})`);
    expect(routed.length).toBeGreaterThanOrEqual(60);
  });
});
