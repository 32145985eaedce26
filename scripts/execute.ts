import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { DescribeExecutionCommandOutput } from '@aws-sdk/client-sfn';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual, parseArgs } from 'node:util';

import { clientSettings, PLACE_OPTIONS, PLACE_USAGE, runCommand, UsageError } from './command.ts';
import { executionLines } from './execution-lines.ts';
import { findStateMachine, followExecution } from './follow-execution.ts';

const USAGE = `Starts one execution, follows it and prints its output.

  npm run execute -- WORKFLOW INPUT.json [options]

  WORKFLOW        a state machine's name, e.g. model-router
  INPUT.json      a file with the input; - reads it from standard input. With an idempotencyKey in it the execution is
                  started once for each client and key, and followed each time
${PLACE_USAGE}

  npm run execute -- model-router samples/inputs/complex-design.json
`;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: { ...PLACE_OPTIONS, help: { type: 'boolean', short: 'h' } },
    allowPositionals: true,
  });
  const [workflow, file, ...rest] = positionals;
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  if (workflow === undefined || file === undefined || rest.length > 0)
    throw new UsageError('execute takes a workflow and an input file');
  const input = readInput(file);
  const client = new SFNClient(clientSettings(values));
  const stateMachineArn = await findStateMachine(client, workflow);
  const executionArn = await startOnce(client, stateMachineArn, input);
  process.stderr.write(`${executionArn}\n`);
  const lineOf = executionLines(workflow);
  const execution = await followExecution(
    client,
    executionArn,
    {
      onEvent: (event) => {
        const line = lineOf(event);
        if (line !== undefined) process.stderr.write(`  ${line}\n`);
      },
      onWaiting: patience(),
    },
    values.aws ? 'aws' : 'local',
  );
  if (execution.status === 'SUCCEEDED') {
    process.stdout.write(`${JSON.stringify(JSON.parse(execution.output ?? 'null'), null, 2)}\n`);
    return 0;
  }
  process.stderr.write(`${execution.status}: ${execution.error ?? ''}\n${execution.cause ?? ''}\n`);
  return 1;
}

/** Says once that somebody else has to act, and goes on waiting. */
function patience(): () => Promise<boolean> {
  let said = false;
  return () => {
    if (!said)
      process.stderr.write("  … waits for somebody's answer; Ctrl-C ends following it, the execution goes on\n");
    said = true;
    return Promise.resolve(true);
  };
}

/**
 * Starts an execution, or finds the first one with the same client and idempotency key. StartExecution uses a name once, so
 * whoever starts a workflow for a client should name the execution as this does: the hex SHA-256 of
 * `clientId + "\n" + idempotencyKey` in UTF-8, with an empty clientId where there is none.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
 */
async function startOnce(client: SFNClient, stateMachineArn: string, input: string): Promise<string> {
  const name = executionName(JSON.parse(input));
  const start = () => client.send(new StartExecutionCommand({ stateMachineArn, input, name }));
  if (name === undefined) return (await start()).executionArn ?? '';
  const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
  // Looked for first, since StartExecution answers with a running one of the same input as if it had started it just now.
  const before = await described(client, executionArn);
  if (before === undefined) {
    try {
      return (await start()).executionArn ?? '';
    } catch (error) {
      if (!(error instanceof ExecutionAlreadyExists)) throw error;
    }
  }
  const first = before ?? (await described(client, executionArn));
  const since = first?.startDate === undefined ? '' : `, started ${first.startDate.toISOString()}`;
  process.stderr.write(`This idempotency key was used before${since}; following that execution\n`);
  if (first?.input !== undefined && !isDeepStrictEqual(JSON.parse(first.input), JSON.parse(input)))
    process.stderr.write('Its input is not the one of now, which goes unused\n');
  return executionArn;
}

function executionName(input: unknown): string | undefined {
  if (typeof input !== 'object' || input === null) return undefined;
  const { clientId = '', idempotencyKey } = input as { readonly clientId?: unknown; readonly idempotencyKey?: unknown };
  // Any other input is refused by the workflow, which names the wrong field.
  if (typeof clientId !== 'string' || typeof idempotencyKey !== 'string' || !/\S/.test(idempotencyKey))
    return undefined;
  return createHash('sha256').update(`${clientId}\n${idempotencyKey}`).digest('hex');
}

async function described(client: SFNClient, executionArn: string): Promise<DescribeExecutionCommandOutput | undefined> {
  try {
    return await client.send(new DescribeExecutionCommand({ executionArn }));
  } catch (error) {
    if (error instanceof ExecutionDoesNotExist) return undefined;
    throw error;
  }
}

function readInput(file: string): string {
  const text = readFileSync(file === '-' ? 0 : file, 'utf8');
  try {
    JSON.parse(text);
    return text;
  } catch (error) {
    throw new Error(`${file === '-' ? 'standard input' : file} is not JSON: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

await runCommand('execute', USAGE, main);
