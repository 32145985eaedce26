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
  ];
  return paragraphs.filter((text) => text !== '').join('\n\n');
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
