import { parseArgs } from 'node:util';
import { modelsOption, UsageError } from '../../local/options.ts';
import type { ModelsOption } from '../../local/options.ts';

export const USAGE = `Each version of our prompts in cases with expectations; the one in use may pass no fewer than the one before.

  npm run prompts -- [NAME…] [options]

  NAME            a prompt, e.g. classify-document (default: all that have cases)
  --models KIND   offline (default; proves the comparison, not the prompts) | aws | openai:URL
  --runs N        asks N times in each case (default 1): models do not say the same each time
  --json          the results as JSON
  --help          this text
`;

export interface Options {
  readonly names: readonly string[];
  readonly models: ModelsOption;
  readonly runs: number;
  readonly json: boolean;
}

/** Undefined when the user asked for help. Throws UsageError. */
export function parseOptions(args: readonly string[], known: readonly string[]): Options | undefined {
  const { values, positionals } = parsed(args);
  if (values.help) return undefined;
  const unknown = positionals.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new UsageError(`'${unknown}' has no cases; prompts that have are ${known.join(', ')}`);
  const runs = Number(values.runs ?? '1');
  if (!Number.isInteger(runs) || runs < 1)
    throw new UsageError(`--runs takes a whole number from 1, not '${values.runs}'`);
  return {
    names: positionals.length === 0 ? known : positionals,
    models: modelsOption(values.models ?? 'offline'),
    runs,
    json: values.json ?? false,
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        models: { type: 'string' },
        runs: { type: 'string' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message.split('. ')[0]);
  }
}
