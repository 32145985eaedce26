import type { ModelGateway } from '../../functions/model-gateway/gateway.ts';
import { add } from '../../functions/model-gateway/pricing.ts';
import type { Spent } from '../../functions/model-gateway/pricing.ts';
import { structuredCall } from '../../functions/model-gateway/structured.ts';
import type { Prompt } from '../../functions/prompts/prompt.ts';
import type { Case, Cases } from './cases.ts';
import { problemsOf } from './problems.ts';
import { questionOf } from './question.ts';
import type { Suite } from './suites.ts';

const NOTHING_SPENT: Spent = { usage: { inputTokens: 0, outputTokens: 0 }, costUsd: 0 };

/** How one version of a prompt did. */
export interface VersionResult extends Spent {
  readonly id: string;
  /** Each case as often as it was run. */
  readonly cases: number;
  readonly passed: number;
  /** From 0 to 1. */
  readonly rate: number;
  readonly failures: readonly Failure[];
}

export interface Failure {
  readonly case: string;
  /** A sentence for each expectation that was not met, or why there is no answer. */
  readonly problems: readonly string[];
}

export interface PromptResult {
  readonly name: string;
  readonly floor: number;
  /** Cases in which nobody was asked, because they take a real model. */
  readonly leftOut: number;
  /** The one in use last; it stands alone where there was none before. */
  readonly versions: readonly VersionResult[];
  /** Why this is a step back; empty when it is none. */
  readonly verdict: readonly string[];
}

export interface Compared {
  readonly name: string;
  readonly suite: Suite;
  readonly cases: Cases;
  /** Of its cases, beside these; 0 when absent. */
  readonly leftOut?: number;
  readonly current: Prompt<never>;
  readonly earlier?: Prompt<never>;
}

/** Asks with each version of a prompt in all cases, `runs` times, and compares what came of it. */
export async function compare(
  { name, suite, cases: { floor, cases }, leftOut = 0, current, earlier }: Compared,
  models: ModelGateway,
  runs = 1,
): Promise<PromptResult> {
  const versions: VersionResult[] = [];
  for (const prompt of [...(earlier === undefined ? [] : [earlier]), current]) {
    versions.push(await resultOf(prompt, suite, cases, models, runs));
  }
  return { name, floor, leftOut, versions, verdict: verdictOn(versions, floor) };
}

function verdictOn(versions: readonly VersionResult[], floor: number): readonly string[] {
  const [before, now] = [versions.at(-2), versions.at(-1)];
  if (now === undefined) return [];
  const percent = (rate: number) => `${(100 * rate).toFixed(1)} %`;
  return [
    ...(before !== undefined && now.rate < before.rate
      ? [`${now.id} passes ${percent(now.rate)}, ${before.id} before it ${percent(before.rate)}`]
      : []),
    ...(now.rate < floor ? [`${now.id} passes ${percent(now.rate)}, less than its floor of ${percent(floor)}`] : []),
  ];
}

/** Calls at the same time: enough to be done soon, few enough for anybody's quota. */
const AT_ONCE = 4;

async function resultOf(
  prompt: Prompt<never>,
  suite: Suite,
  cases: readonly Case[],
  models: ModelGateway,
  runs: number,
): Promise<VersionResult> {
  const waiting = cases.flatMap((one) => Array.from({ length: runs }, () => one)).entries();
  const outcomes: Outcome[] = [];
  const work = async () => {
    for (const [index, one] of waiting) outcomes[index] = await outcomeOf(prompt, suite, one, models);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const failures = outcomes.filter(({ problems }) => problems.length > 0);
  const passed = outcomes.length - failures.length;
  const spent = outcomes.reduce<Spent>((sum, outcome) => add(sum, outcome.spent), NOTHING_SPENT);
  return {
    id: prompt.id,
    cases: outcomes.length,
    passed,
    rate: outcomes.length === 0 ? 0 : passed / outcomes.length,
    ...spent,
    failures: failures.map(({ problems, case: name }) => ({ case: name, problems })),
  };
}

interface Outcome extends Failure {
  readonly spent: Spent;
}

/** As a step of the app would ask, without its breaker and its memory. */
async function outcomeOf(prompt: Prompt<never>, suite: Suite, one: Case, models: ModelGateway): Promise<Outcome> {
  try {
    const { call, check } = await questionOf(prompt, suite, one);
    const { spent, ...reply } = await structuredCall(models, call, check);
    switch (reply.kind) {
      case 'valid':
        return { case: one.name, problems: problemsOf(one.expect, { answer: reply.value }, call), spent };
      case 'tools':
        return { case: one.name, problems: problemsOf(one.expect, reply.turn, call), spent };
      case 'malformed':
        return { case: one.name, problems: [`no usable answer: ${reply.problems.join('; ')}`], spent };
      case 'declined':
        return { case: one.name, problems: ['the model declined to answer'], spent };
    }
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    return { case: one.name, problems: [`no answer: ${name}: ${message}`], spent: NOTHING_SPENT };
  }
}
