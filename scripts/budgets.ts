import { DeleteItemCommand, DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { parseArgs } from 'node:util';

import { allowed, budgetReport, budgetTable, LIMITS } from './budgets-report.ts';
import type { Item, Limit } from './budgets-report.ts';
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

const USAGE = `What a client may use up within a UTC day and a UTC month, and has.

  npm run budgets -- set CLIENT [--day-tokens N] [--day-usd X] [--month-tokens N] [--month-usd X]
  npm run budgets -- show CLIENT      its limits, what is committed, and what of that is only reserved
  npm run budgets -- clear CLIENT     it may use what it likes again

  CLIENT          the clientId of its requests
  N, X            a number, or none: that limit holds no more; a limit that is not named stays as it is
  --json          show: as JSON
${PREFIX_USAGE}
${PLACE_USAGE}
`;

const OPTIONS = {
  ...PLACE_OPTIONS,
  ...PREFIX_OPTION,
  'day-tokens': { type: 'string' },
  'day-usd': { type: 'string' },
  'month-tokens': { type: 'string' },
  'month-usd': { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** New limits, as DynamoDB takes a number; undefined for one that is to go. */
type Changes = Partial<Readonly<Record<Limit, string | undefined>>>;

interface Budget {
  readonly dynamodb: DynamoDBClient;
  readonly table: string;
  readonly client: string;
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true });
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const [verb, client = '', ...more] = positionals;
  if (verb !== 'set' && verb !== 'show' && verb !== 'clear') {
    const wrong = verb === undefined ? 'a command is missing' : `there is no command '${verb}'`;
    throw new UsageError(`${wrong}; there are set, show and clear`);
  }
  if (client.trim() === '' || more.length > 0) throw new UsageError(`${verb} takes one CLIENT`);
  const changes = changesIn(values);
  const named = Object.keys(changes).length;
  if (verb === 'set' && named === 0)
    throw new UsageError(`set needs a limit: ${LIMITS.map(({ option }) => `--${option}`).join(', ')}`);
  if (verb !== 'set' && named > 0) throw new UsageError(`${verb} takes no limits; set does`);
  const table = deployedName('signalbox-budgets', values.prefix);
  const dynamodb = new DynamoDBClient(clientSettings(values));
  const budget: Budget = { dynamodb, table, client };
  try {
    if (verb === 'set') print(await set(budget, changes));
    else if (verb === 'clear') print(await clear(budget));
    else print(await show(budget, values.json ?? false));
    return 0;
  } catch (error) {
    throw missing(`table ${table}`, error);
  } finally {
    dynamodb.destroy();
  }
}

async function set({ dynamodb, table, client }: Budget, changes: Changes): Promise<string> {
  const kept = Object.entries(changes).filter(([, value]) => value !== undefined);
  const gone = Object.keys(changes).filter((name) => !kept.some(([one]) => one === name));
  const { Attributes } = await dynamodb.send(
    new UpdateItemCommand({
      TableName: table,
      Key: keyOf(client, 'limits'),
      UpdateExpression: [
        ...(kept.length > 0 ? [`SET ${kept.map(([name]) => `${name} = :${name}`).join(', ')}`] : []),
        ...(gone.length > 0 ? [`REMOVE ${gone.join(', ')}`] : []),
      ].join(' '),
      ...(kept.length > 0 && {
        ExpressionAttributeValues: Object.fromEntries(kept.map(([name, N = '']) => [`:${name}`, { N }])),
      }),
      ReturnValues: 'ALL_NEW',
    }),
  );
  return `${client} may use ${allowed(Attributes ?? {})}`;
}

async function clear({ dynamodb, table, client }: Budget): Promise<string> {
  const { Attributes } = await dynamodb.send(
    new DeleteItemCommand({ TableName: table, Key: keyOf(client, 'limits'), ReturnValues: 'ALL_OLD' }),
  );
  return Attributes === undefined
    ? `${client} had no limits`
    : `${client} may use what it likes; before it was ${allowed(Attributes)}`;
}

async function show({ dynamodb, table, client }: Budget, json: boolean): Promise<string> {
  const now = new Date();
  const today = now.toISOString().slice(0, 10);
  const [limits, day, month] = await Promise.all(
    ['limits', `day#${today}`, `month#${today.slice(0, 7)}`].map(async (part): Promise<Item> => {
      const key = keyOf(client, part);
      const { Item } = await dynamodb.send(new GetItemCommand({ TableName: table, Key: key, ConsistentRead: true }));
      return Item ?? {};
    }),
  );
  const report = budgetReport(client, now, { limits: limits ?? {}, day: day ?? {}, month: month ?? {} });
  return json ? JSON.stringify(report, null, 2) : budgetTable(report);
}

function keyOf(client: string, part: string) {
  return { client: { S: client }, part: { S: part } };
}

function changesIn(values: Readonly<Record<string, string | boolean | undefined>>): Changes {
  const given = LIMITS.flatMap(({ name, option, unit }): readonly (readonly [Limit, string | undefined])[] => {
    const value = values[option];
    if (typeof value !== 'string') return [];
    if (value === 'none') return [[name, undefined]];
    if (unit === 'tokens' && !/^\d{1,15}$/.test(value))
      throw new UsageError(`--${option} takes a whole number of tokens, or none, not '${value}'`);
    if (unit === 'usd' && !/^\d{1,9}(\.\d{1,9})?$/.test(value))
      throw new UsageError(`--${option} takes US dollars such as 12.50, or none, not '${value}'`);
    return [[name, value]];
  });
  return Object.fromEntries(given);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

await runCommand('budgets', USAGE, main);
