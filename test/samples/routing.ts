import { createDriver } from '../../samples/offline-driver.ts';

const driver = createDriver();
const TIERS = ['haiku', 'sonnet', 'opus'] as const;
const LEVELS = ['simple', 'medium', 'complex'];

export interface Classification {
  readonly complexity: string;
  readonly confidence: number;
  readonly reason: string;
}

/** Asks the offline driver as the router's classifier does. */
export async function classify(prompt: string): Promise<Classification> {
  const escaped = prompt.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  const { output } = await driver.answer({
    modelId: 'us.anthropic.claude-haiku-5-5',
    promptId: 'classify-complexity@1',
    messages: [{ role: 'user', content: [{ text: `How hard is this?\n<prompt>\n${escaped}\n</prompt>` }] }],
    signal: new AbortController().signal,
  });
  return JSON.parse(output?.message?.content?.[0]?.text ?? '') as Classification;
}

/** The tier after the router's confidence gate: below 0.7 one tier up. */
export function tierOf({ complexity, confidence }: Omit<Classification, 'reason'>): (typeof TIERS)[number] {
  const level = LEVELS.indexOf(complexity) + (confidence < 0.7 ? 1 : 0);
  return TIERS[Math.min(level, 2)] ?? 'opus';
}

export async function routeOf(prompt: string): Promise<(typeof TIERS)[number]> {
  return tierOf(await classify(prompt));
}

/** Which part of the rows is right, 0..1. */
export function share(rows: readonly { readonly right: boolean }[]): number {
  return rows.filter((row) => row.right).length / rows.length;
}
