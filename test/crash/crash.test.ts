import { expect, it } from '@jest/globals';

import { crashTest } from './crash-test.ts';

it('kill -9 under load loses no execution and no write, repeats no completed step and changes neither history nor output', async () => {
  const seed = Math.floor(Math.random() * 1_000_000);
  const { wrong, crashes, completed, writes } = await crashTest(seed, 4);
  // The seed makes a failure repeatable: npm run crash -- 4 SEED
  expect({ seed, wrong }).toEqual({ seed, wrong: [] });
  expect(crashes).toBe(4);
  expect(completed).toBeGreaterThan(0);
  expect(writes).toBeGreaterThan(0);
});
