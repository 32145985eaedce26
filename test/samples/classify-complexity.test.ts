import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { learn, type Labelled } from '../../samples/offline/complexity/learn.ts';
import { LEVELS } from '../../samples/offline/complexity/model.ts';
import { judge } from '../../samples/offline/complexity/verdict.ts';
import { classify, routeOf, share, tierOf } from './routing.ts';

const rows = JSON.parse(
  readFileSync(new URL('../../samples/offline/complexity/training.json', import.meta.url), 'utf8'),
) as Labelled[];
const TIER = { simple: 'haiku', medium: 'sonnet', complex: 'opus' } as const;

describe('classify-complexity', () => {
  it.each(LEVELS)('routes the %s prompts that it learned from', async (level) => {
    const learned = rows.filter((row) => row.level === level);
    const routed = await Promise.all(
      learned.map(async ({ prompt }) => ({ right: (await routeOf(prompt)) === TIER[level] })),
    );
    // Below this, model.json is older than the features or the data: run train.ts.
    expect(share(routed)).toBeGreaterThanOrEqual(0.95);
  });

  it.each(['second', 'third'])('routes the prompts of the %s author by what it learned from the others', (author) => {
    const model = learn(rows.filter((row) => row.author !== author));
    const routed = rows
      .filter((row) => row.author === author)
      .map(({ prompt, level }) => ({ right: tierOf(judge(prompt, model)) === TIER[level] }));
    expect(share(routed)).toBeGreaterThanOrEqual(0.78);
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
    expect((await classify('what is the capital of peru')).reason).toMatch(/^asks for .*fact$/);
    expect((await classify('Prove that sqrt(2) is irrational')).reason).toContain('asks for a proof');
  });
});
