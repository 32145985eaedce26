/** What the commands of this folder share: where they go, and how they fail. */

const LOCAL = 'http://127.0.0.1:4566';

/** For `parseArgs`. */
export const PLACE_OPTIONS = {
  aws: { type: 'boolean' },
  url: { type: 'string' },
  /** What `--url` was called first. */
  endpoint: { type: 'string' },
} as const;

export const PLACE_USAGE = `  --aws           in the account of your credentials instead of the local cloud
  --url URL       another local cloud (default ${LOCAL})`;

export interface Place {
  readonly aws?: boolean;
  readonly url?: string;
  readonly endpoint?: string;
}

/** For commands about parts of Signalbox, whose names begin with the deployment's prefix. */
export const PREFIX_OPTION = { prefix: { type: 'string' } } as const;
export const PREFIX_USAGE = '  --prefix TEXT   of the deployment, as in npm run deploy -- -c prefix=TEXT';

export function deployedName(name: string, prefix = ''): string {
  return `${prefix}${prefix === '' || prefix.endsWith('-') ? '' : '-'}${name}`;
}

/** The error of a call to something of that name, or one that says what to do when it is not there. */
export function missing(what: string, error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  if (error.name !== 'ResourceNotFoundException') return error;
  return new Error(`there is no ${what}; is Signalbox deployed there, and is --prefix right?`, { cause: error });
}

/** What is wrong with the command line; the usage is printed after it. */
export class UsageError extends Error {}

/** The settings of an SDK client. */
export function clientSettings({ aws, url, endpoint = url }: Place) {
  if (aws && endpoint !== undefined) throw new UsageError('--aws and --url exclude each other');
  if (aws) return {};
  const place = endpoint ?? LOCAL;
  if (!/^https?:/.test(place) || !URL.canParse(place)) throw new UsageError(`--url takes an http URL, not '${place}'`);
  return { endpoint: place, region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
}

/** Runs a command to its exit code; 2 when it could not do its work. */
export async function runCommand(name: string, usage: string, main: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await main();
  } catch (error) {
    process.stderr.write(`${name}: ${reasonOf(error)}\n${isUsage(error) ? `\n${usage}` : ''}`);
    process.exitCode = 2;
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (codeOf(error) === 'ECONNREFUSED') {
    return `${error.message || 'nothing answers there'}\nIs the local cloud running? Start it with: npm start`;
  }
  return isUsage(error) ? (error.message.split('. ')[0] ?? '') : error.message;
}

/** Ours, and those of `parseArgs`. */
function isUsage(error: unknown): boolean {
  return error instanceof UsageError || String(codeOf(error)).startsWith('ERR_PARSE_ARGS_');
}

function codeOf(error: unknown): unknown {
  return (error as { readonly code?: unknown } | null)?.code;
}
