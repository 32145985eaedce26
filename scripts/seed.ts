import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { parseArgs } from 'node:util';

import {
  clientSettings,
  deployedName,
  missing,
  PLACE_OPTIONS,
  PLACE_USAGE,
  PREFIX_OPTION,
  PREFIX_USAGE,
  runCommand,
} from './command.ts';
import { fillLibrary } from './seed/library.ts';
import { readRecords, writeRecords } from './seed/records.ts';
import type { UntakenFile } from './seed/untaken-files.ts';
import { short } from './terminal-text.ts';

const USAGE = `Writes purchase orders and deals to the tables that document processing compares with, and documents and tables to the
library that agents work with.

  npm run seed                                  the samples' own
  npm run seed -- --orders FILE --deals FILE --library DIR    yours, of which any may be left out

  --orders FILE   [{ number, vendor, currency, lines: [{ description, quantity, unitPrice }] }]
  --deals FILE    [{ id, customer, contact, lines: [{ product, quantity, unitPrice }], currency, total, … }]
  --library DIR   a folder with *.md, *.txt and *.csv files; a file's name without its ending is its id
${PREFIX_USAGE}
${PLACE_USAGE}

What is there under the same number, id or name is replaced.
`;

const SAMPLES = { orders: 'samples/purchase-orders.json', deals: 'samples/deals.json', library: 'samples/library' };

// Of a library that is far too large one has seen enough.
const WARNINGS = 20;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      ...PLACE_OPTIONS,
      ...PREFIX_OPTION,
      orders: { type: 'string' },
      deals: { type: 'string' },
      library: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const { orders, deals, library } = [values.orders, values.deals, values.library].every((one) => one === undefined)
    ? SAMPLES
    : values;
  const dynamodb = new DynamoDBClient(clientSettings(values));
  const seed = async (what: string, table: string, key: string, file: string | undefined) => {
    if (file === undefined) return;
    const records = readRecords(file, key);
    try {
      await writeRecords(dynamodb, table, records);
    } catch (error) {
      throw missing(`table ${table}`, error);
    }
    process.stdout.write(`${records.length} ${what} from ${file} are in ${table}\n`);
  };
  try {
    await seed('purchase orders', deployedName('signalbox-purchase-orders', values.prefix), 'number', orders);
    await seed('deals', deployedName('signalbox-deals', values.prefix), 'id', deals);
    if (library !== undefined) {
      const { bucket, files, untaken } = await fillLibrary(clientSettings(values), values.prefix, library);
      process.stdout.write(`${files} documents and tables from ${library} are in the bucket ${bucket}\n`);
      process.stderr.write(warnings(untaken).join(''));
    }
    return 0;
  } finally {
    dynamodb.destroy();
  }
}

function warnings(untaken: readonly UntakenFile[]): readonly string[] {
  const more = untaken.length - WARNINGS;
  return [
    ...untaken
      .slice(0, WARNINGS)
      .map(({ key, why }) => `seed: agents cannot use ${short(key)} of the library: ${short(why, 300)}\n`),
    ...(more > 0 ? [`seed: nor can they use ${more} more\n`] : []),
  ];
}

await runCommand('seed', USAGE, main);
