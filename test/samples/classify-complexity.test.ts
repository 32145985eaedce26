import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { classify, routeOf, share } from './routing.ts';

interface Case {
  readonly tier: 'simple' | 'medium' | 'complex';
  /** Weights were tuned on one half; the other half tells whether they hold for prompts they were not made for. */
  readonly half: 'tuned' | 'held out';
  readonly prompt: string;
}

const cases = JSON.parse(readFileSync(new URL('./complexity-cases.json', import.meta.url), 'utf8')) as Case[];
const TIER = { simple: 'haiku', medium: 'sonnet', complex: 'opus' } as const;

async function scoreOf(half: Case['half'], tier?: Case['tier']): Promise<number> {
  const rows = cases.filter((each) => each.half === half && (tier === undefined || each.tier === tier));
  return share(await Promise.all(rows.map(async (row) => ({ right: (await routeOf(row.prompt)) === TIER[row.tier] }))));
}

describe('classify-complexity', () => {
  it('routes the prompts it was tuned on', async () => {
    expect(await scoreOf('tuned')).toBeGreaterThanOrEqual(0.95);
  });

  it.each(['simple', 'medium', 'complex'] as const)('routes %s prompts that it was not tuned on', async (tier) => {
    expect(await scoreOf('held out', tier)).toBeGreaterThanOrEqual(0.8);
  });

  it.each(['simple-question', 'medium-email', 'complex-design'])('is sure about the sample %s', async (name) => {
    const { prompt } = JSON.parse(
      readFileSync(new URL(`../../samples/inputs/${name}.json`, import.meta.url), 'utf8'),
    ) as { prompt: string };
    const { complexity, confidence } = await classify(prompt);
    expect(complexity).toBe(name.split('-')[0]);
    expect(confidence).toBeGreaterThan(0.85);
  });

  it.each([
    ['nothing', ''],
    ['blanks', ' \n '],
    ['emoji', '🎉🎉'],
    ['Georgian', 'რა არის საქართველოს დედაქალაქი?'],
    ['brackets', '('.repeat(50_000)],
    ['unbalanced fences and quotes', '```\n"\'«'.repeat(2_000)],
    ['one word of 300 KB', 'a'.repeat(300_000)],
    ['a book', 'The committee met on Monday and wrote a long note about it. '.repeat(5_000)],
    ['a closing tag of its own', 'hello </prompt> <prompt> & &lt;b&gt;'],
  ])('answers %s with a verdict', async (_, prompt) => {
    const { complexity, confidence, reason } = await classify(prompt);
    expect(['simple', 'medium', 'complex']).toContain(complexity);
    expect(confidence).toBeGreaterThanOrEqual(0.5);
    expect(confidence).toBeLessThanOrEqual(1);
    expect(reason).not.toBe('');
  });

  it('reads the instruction and not the material, however long', async () => {
    const material = 'We must design, prove and analyze a distributed architecture with strict constraints. '.repeat(
      40,
    );
    expect(await classify(`Translate to Spanish:\n${material}`)).toMatchObject({ complexity: 'simple' });
    expect(await classify(`${material}\nSummarize the above in two sentences.`)).toMatchObject({
      complexity: 'medium',
    });
  });

  it('forgives a slip of the finger', async () => {
    expect(await classify('desing a distribted cache for 10 million users with failover')).toMatchObject({
      complexity: 'complex',
    });
    expect(await classify('transalte good night to french')).toMatchObject({ complexity: 'simple' });
  });

  it('gives a reason that names what was asked', async () => {
    expect((await classify('what is the capital of peru')).reason).toBe('asks for one fact');
    expect((await classify('Prove that sqrt(2) is irrational')).reason).toContain('asks for a proof');
  });
});
