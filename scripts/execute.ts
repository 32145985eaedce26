import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { eventLine, findStateMachine, followExecution } from './follow-execution.ts';

const USAGE = `Starts one execution, follows it and prints its output.

  npm run execute -- WORKFLOW INPUT.json [options]

  WORKFLOW        a state machine's name, e.g. model-router
  INPUT.json      a file with the input; - reads it from standard input
  --aws           in the account of your credentials instead of the local cloud
  --endpoint URL  another local cloud (default http://127.0.0.1:4566)

  npm run execute -- model-router samples/inputs/simple-question.json
`;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: { aws: { type: 'boolean' }, endpoint: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    allowPositionals: true,
  });
  const [workflow, file, ...rest] = positionals;
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  if (workflow === undefined || file === undefined || rest.length > 0) {
    process.stderr.write(`execute takes a workflow and an input file\n\n${USAGE}`);
    return 2;
  }
  const input = readInput(file);
  const client = values.aws
    ? new SFNClient({})
    : new SFNClient({
        endpoint: values.endpoint ?? 'http://127.0.0.1:4566',
        region: 'us-east-1',
        credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      });
  const stateMachineArn = await findStateMachine(client, workflow);
  const { executionArn = '' } = await client.send(new StartExecutionCommand({ stateMachineArn, input }));
  process.stderr.write(`${executionArn}\n`);
  const execution = await followExecution(
    client,
    executionArn,
    { onEvent: (event) => process.stderr.write(eventLine(event) ? `  ${eventLine(event)}\n` : '') },
    values.aws ? 'aws' : 'local',
  );
  if (execution.status === 'SUCCEEDED') {
    process.stdout.write(`${JSON.stringify(JSON.parse(execution.output ?? 'null'), null, 2)}\n`);
    return 0;
  }
  process.stderr.write(`${execution.status}: ${execution.error ?? ''}\n${execution.cause ?? ''}\n`);
  return 1;
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

try {
  process.exitCode = await main();
} catch (error) {
  const reason = error instanceof Error ? error.message : String(error);
  const hint = /ECONNREFUSED/.test(reason) ? '\nIs the local cloud running? Start it with: npm start' : '';
  process.stderr.write(`execute: ${reason}${hint}\n`);
  process.exitCode = 2;
}
