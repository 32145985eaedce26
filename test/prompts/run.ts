import { EARLIER } from '../../functions/prompts/earlier/index.ts';
import { PROMPTS } from '../../functions/prompts/index.ts';
import type { PromptName } from '../../functions/prompts/index.ts';
import type { ModelDriver } from '../../local/models/driver.ts';
import { casesOf } from './cases.ts';
import { compare } from './regression.ts';
import type { PromptResult } from './regression.ts';
import { standIn } from './stand-in.ts';
import { SUITES } from './suites.ts';

/** The prompts that have cases. */
export const COMPARED = Object.keys(SUITES) as readonly PromptName[];

export interface Run {
  readonly driver: ModelDriver;
  /** Leaves out what only a real model can do. */
  readonly offline: boolean;
  readonly runs: number;
}

/** Compares the versions of some prompts, one after the other. */
export async function runAll(names: readonly PromptName[], { driver, offline, runs }: Run): Promise<PromptResult[]> {
  const { models, close } = await standIn(driver);
  const results: PromptResult[] = [];
  try {
    for (const name of names) {
      const { floor, cases } = casesOf(name);
      const asked = { floor, cases: cases.filter((one) => !offline || one.offline !== false) };
      const leftOut = cases.length - asked.cases.length;
      const [current, earlier] = [PROMPTS[name], EARLIER[name]];
      const compared = { name, suite: SUITES[name], cases: asked, leftOut, current, earlier };
      results.push(await compare(compared, models, runs));
    }
  } finally {
    await close();
  }
  return results;
}
