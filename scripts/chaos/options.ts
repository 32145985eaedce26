import { parseArgs } from 'node:util';

export interface ChaosOptions {
  /** A server that runs already; undefined starts one. */
  readonly url: string | undefined;
  /** A `cdk.out` for the server to start; undefined synthesizes ours. */
  readonly app: string | undefined;
  readonly small: boolean;
  /** Where the picture goes. */
  readonly out: string;
}

export const USAGE = `Sends executions of model-router to a local cloud whose models fail in phases, and checks each outcome.

  npm run chaos -- [options]

  --small        about a minute, one outage, for CI (default: 2,000 executions in six minutes, every kind of failure)
  --out FILE     the picture of breakers, calls and answers over time (default .local/chaos.svg)
  --url URL      a local cloud that runs already (npm start -- --no-samples --memory) instead of one of its own
  --app DIR      a cdk.out to run, instead of synthesizing the app
  --help         this text

Breakers live in real time (a window of 60 s, open for 30 s), so a run cannot be shortened. Its exit code is 1 when an
invariant does not hold; each violation is one line.
`;

/** Undefined when the user asked for help. Throws an Error that names what is wrong. */
export function parseOptions(args: readonly string[]): ChaosOptions | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      small: { type: 'boolean', default: false },
      out: { type: 'string', default: '.local/chaos.svg' },
      url: { type: 'string' },
      app: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
    strict: true,
    allowPositionals: false,
  });
  if (values.help) return undefined;
  const { url, app, small, out } = values;
  if (url !== undefined && app !== undefined)
    throw new Error('--url and --app exclude each other: the server of --url runs its app already');
  if (url !== undefined && !URL.canParse(url))
    throw new Error(`--url takes an address such as http://127.0.0.1:4566, not '${url}'`);
  return { url: url?.replace(/\/$/, ''), app, small, out };
}
