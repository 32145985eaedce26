import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { userInfo } from 'node:os';
import { parseArgs } from 'node:util';

import { historyTable, showTable } from './breakers-table.ts';
import type { Shown } from './breakers-table.ts';
import {
  clientSettings,
  deployedName,
  missing,
  PLACE_OPTIONS,
  PLACE_USAGE,
  PREFIX_OPTION,
  PREFIX_USAGE,
  runCommand,
  UsageError,
} from './command.ts';

const USAGE = `Shows the circuit breakers in front of the models, and forces them.

  npm run breakers                                    all of them, with the figures of the last minute
  npm run breakers -- show NAME
  npm run breakers -- open NAME --reason TEXT         no call goes to these models until they are released
  npm run breakers -- closed NAME --reason TEXT       every call goes to them, whatever their breakers say
  npm run breakers -- release NAME [--reason TEXT]    their traffic decides again
  npm run breakers -- history NAME                    what operators did, when and why

  NAME            a breaker, a model id, a tier (haiku, sonnet, opus), or a pattern such as '*opus*'; '*' for all
  --reason TEXT   why, for whoever looks at it later
  --as NAME       who you are (default: your user name here)
  --json          what the function answered
${PREFIX_USAGE}
${PLACE_USAGE}
`;

const OPTIONS = {
  ...PLACE_OPTIONS,
  ...PREFIX_OPTION,
  reason: { type: 'string' },
  as: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** What the function answers to anything but `show`. */
interface Changed {
  readonly breakers: readonly { readonly message: string; readonly warnings: readonly string[] }[];
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true });
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const [verb = 'show', name, ...more] = positionals;
  if (more.length > 0)
    throw new UsageError(
      `${verb} takes one NAME, not ${positionals.length - 1}; quote a pattern ('*opus*') and a reason, and put -- before the options`,
    );
  const command = commandOf(verb, name, values);
  const functionName = deployedName('signalbox-operate-breakers', values.prefix);
  const answer = await invoke(new LambdaClient(clientSettings(values)), functionName, command);
  if (values.json) print(JSON.stringify(answer, null, 2));
  else if (verb === 'history') print(historyTable(answer as Shown));
  else if (command.action === 'show') print(showTable(answer as Shown));
  else {
    for (const { message, warnings } of (answer as Changed).breakers) {
      print(message);
      for (const warning of warnings) process.stderr.write(`  warning: ${warning}\n`);
    }
  }
  return 0;
}

function commandOf(
  verb: string,
  breaker: string | undefined,
  { reason, as }: { readonly reason?: string; readonly as?: string },
) {
  if (verb === 'show') return { action: 'show', breaker };
  if (!['open', 'close', 'closed', 'release', 'history'].includes(verb)) {
    throw new UsageError(`there is no command '${verb}'; there are show, open, closed, release and history`);
  }
  if (breaker === undefined) throw new UsageError(`${verb} needs the NAME of a breaker, or '*' for all`);
  if (verb === 'history') return { action: 'show', breaker, trail: true };
  const operator = as ?? userInfo().username;
  if (verb === 'release') return { action: 'release', breaker, reason, operator };
  if (reason === undefined) throw new UsageError(`${verb} needs --reason TEXT, for whoever looks at it later`);
  return { action: 'force', breaker, to: verb === 'open' ? 'OPEN' : 'CLOSED', reason, operator };
}

async function invoke(client: LambdaClient, FunctionName: string, command: object): Promise<unknown> {
  try {
    const { FunctionError, Payload } = await client.send(
      new InvokeCommand({ FunctionName, Payload: JSON.stringify(command) }),
    );
    const answer: unknown = JSON.parse(Payload?.transformToString() ?? 'null');
    if (FunctionError === undefined) return answer;
    const { errorType, errorMessage } = answer as { readonly errorType?: string; readonly errorMessage?: string };
    throw new Error(errorType === 'InvalidInput' ? errorMessage : `${errorType ?? FunctionError}: ${errorMessage}`);
  } catch (error) {
    throw missing(`function ${FunctionName}`, error);
  } finally {
    client.destroy();
  }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

await runCommand('breakers', USAGE, main);
