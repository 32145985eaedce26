import { parseArgs } from 'node:util';

export type ModelsOption =
  { readonly kind: 'offline' } | { readonly kind: 'aws' } | { readonly kind: 'openai'; readonly url: string };

export interface Options {
  readonly port: number;
  /** A `cdk.out` to run instead of our own app. */
  readonly app: string | undefined;
  readonly samples: boolean;
  /** Stop after the samples. */
  readonly exit: boolean;
  /** The folder that keeps everything; undefined keeps it in memory. */
  readonly state: string | undefined;
  readonly timeScale: number | 'skip';
  readonly models: ModelsOption;
}

export const USAGE = `Signalbox on this machine: the synthesized app, a local AWS to run it, no account.

  npm start -- [options]

  --exit             stop after the samples, a sample reviewer deciding where you would; exit code 0 only if all succeeded
  --port N           listen on 127.0.0.1:N (default 4566)
  --app DIR          run any other cdk.out; no samples
  --no-samples       only serve
  --state DIR        keep everything there, so that a restart goes on (default .local/)
  --memory           keep everything in memory
  --time-scale N     waits run N times faster; 'skip' jumps to the next timer when nothing works
  --models KIND      offline (default) | aws | openai:URL (any OpenAI-compatible server, e.g. openai:http://127.0.0.1:11434/v1)
  --help             this text
`;

/** What is wrong with the command line, and how to mend it. */
export class UsageError extends Error {}

const FLAGS = {
  exit: { type: 'boolean' },
  port: { type: 'string' },
  app: { type: 'string' },
  'no-samples': { type: 'boolean' },
  state: { type: 'string' },
  memory: { type: 'boolean' },
  'time-scale': { type: 'string' },
  models: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Undefined when the user asked for help. Throws UsageError. */
export function parseOptions(args: readonly string[]): Options | undefined {
  const values = parsed(args);
  if (values.help) return undefined;
  if (values.memory && values.state !== undefined) {
    throw new UsageError('--memory and --state exclude each other: one keeps nothing, the other keeps it in a folder');
  }
  const samples = !values['no-samples'] && values.app === undefined;
  if (values.exit && !samples)
    throw new UsageError('--exit stops after the samples, so it needs them: drop --no-samples or --app');
  return {
    port: port(values.port ?? '4566'),
    app: values.app,
    samples,
    exit: values.exit ?? false,
    state: values.memory ? undefined : (values.state ?? '.local'),
    timeScale: timeScale(values['time-scale'] ?? '1'),
    models: modelsOption(values.models ?? 'offline'),
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: FLAGS, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw new UsageError((error as Error).message.split('. ')[0]);
  }
}

function port(text: string): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number <= 65_535) return number;
  throw new UsageError(`--port takes a number from 0 to 65535 (0: any free port), not '${text}'`);
}

function timeScale(text: string): number | 'skip' {
  if (text === 'skip') return text;
  const number = Number(text);
  if (Number.isFinite(number) && number >= 1) return number;
  throw new UsageError(`--time-scale takes a number of at least 1, or 'skip', not '${text}'`);
}

/** Throws UsageError. */
export function modelsOption(text: string): ModelsOption {
  if (text === 'offline' || text === 'aws') return { kind: text };
  const url = /^openai:(.+)$/.exec(text)?.[1];
  if (url !== undefined && URL.canParse(url) && /^https?:/.test(url)) return { kind: 'openai', url };
  throw new UsageError(
    `--models takes offline, aws or openai:URL (e.g. openai:http://127.0.0.1:11434/v1), not '${text}'`,
  );
}
