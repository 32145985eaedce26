import { table, usd } from '../../scripts/table.ts';
import type { PromptResult, VersionResult } from './regression.ts';

/** What a person reads: a line for each version, every failure, and the verdict. */
export function report(results: readonly PromptResult[]): string {
  const versions = results.flatMap((result) => result.versions);
  const rows = versions.map((version) => [
    version.id,
    String(version.cases),
    String(version.passed),
    `${(100 * version.rate).toFixed(1)} %`,
    String(version.usage.inputTokens + version.usage.outputTokens),
    usd(version.costUsd),
  ]);
  const verdict = results.flatMap((result) => result.verdict.map((why) => `WORSE  ${why}`));
  const paragraphs = [
    table(['prompt', 'cases', 'passed', 'rate', 'tokens', 'cost'], rows),
    versions.flatMap(failuresOf).join('\n'),
    verdict.length > 0
      ? verdict.join('\n')
      : 'No version passes fewer cases than the one before it, or than its floor.',
    aloneOf(results),
    leftOutOf(results),
  ];
  return paragraphs.filter((text) => text !== '').join('\n\n');
}

/** Of these nothing can be said but that they reach their floor. */
function aloneOf(results: readonly PromptResult[]): string {
  const alone = results.filter(({ versions }) => versions.length === 1).map(({ name }) => name);
  if (alone.length === 0) return '';
  return `Compared with their floor only, since there is no version before (${alone.length} of ${results.length} prompts):\n${listed(alone)}`;
}

function leftOutOf(results: readonly PromptResult[]): string {
  const some = results.filter(({ leftOut }) => leftOut > 0);
  if (some.length === 0) return '';
  const all = some.reduce((sum, { leftOut }) => sum + leftOut, 0);
  return `Left out, since only a real model can meet them (${all} ${all === 1 ? 'case' : 'cases'}):\n${listed(some.map(({ name, leftOut }) => `${name} ${leftOut}`))}`;
}

const WIDTH = 120;

function listed(items: readonly string[]): string {
  return items
    .reduce<readonly string[]>((lines, item) => {
      const last = lines.at(-1);
      return last !== undefined && last.length + item.length + 2 <= WIDTH
        ? [...lines.slice(0, -1), `${last}, ${item}`]
        : [...lines, `  ${item}`];
    }, [])
    .join(',\n');
}

function failuresOf({ id, failures }: VersionResult): readonly string[] {
  return failures.flatMap(({ case: name, problems }) => [
    `FAILED ${id}  ${name}`,
    ...problems.map((problem) => `         ${problem}`),
  ]);
}

export const HARNESS_ONLY =
  'The offline model understands rules of its own and none of the prompts: this run proves the comparison, its cases and the\n' +
  'requests, and nothing about the words of a prompt. Ask a real model with --models aws or --models openai:URL.';
