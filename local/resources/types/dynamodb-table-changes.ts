import { isDeepStrictEqual } from 'node:util';
import type {
  CreateTableCommandInput,
  GlobalSecondaryIndexUpdate,
  ProvisionedThroughput,
  TableDescription,
  UpdateTableCommandInput,
} from '@aws-sdk/client-dynamodb';

type Wanted = Omit<CreateTableCommandInput, 'TableName'>;

/** The first member in which a table that was kept has another shape than the template says. */
export function otherShape(kept: TableDescription, wanted: Wanted): string | undefined {
  const shapes = [shapeOf(kept), shapeOf(wanted)] as const;
  return Object.keys(shapes[0]).find((member) => {
    const name = member as keyof ReturnType<typeof shapeOf>;
    return !isDeepStrictEqual(shapes[0][name], shapes[1][name]);
  });
}

function shapeOf(table: TableDescription | Wanted) {
  const definitions = table.AttributeDefinitions ?? [];
  return {
    KeySchema: keysOf(table),
    AttributeDefinitions: Object.fromEntries(
      definitions.map(({ AttributeName, AttributeType }) => [AttributeName, AttributeType]),
    ),
    LocalSecondaryIndexes: Object.fromEntries((table.LocalSecondaryIndexes ?? []).map(indexOf)),
    GlobalSecondaryIndexes: Object.fromEntries((table.GlobalSecondaryIndexes ?? []).map(indexOf)),
  };
}

type Index = NonNullable<TableDescription['LocalSecondaryIndexes'] | Wanted['LocalSecondaryIndexes']>[number];

function indexOf(index: Index): [string, object] {
  const { ProjectionType, NonKeyAttributes = [] } = index.Projection ?? {};
  return [index.IndexName ?? '', { keys: keysOf(index), ProjectionType, attributes: [...NonKeyAttributes].sort() }];
}

function keysOf({ KeySchema = [] }: Pick<Index, 'KeySchema'>) {
  return Object.fromEntries(KeySchema.map(({ KeyType, AttributeName }) => [KeyType, AttributeName]));
}

/** The update that gives a kept table the capacity of the template; undefined when it has that already. */
export function capacityChange(
  kept: TableDescription,
  wanted: Wanted,
): Omit<UpdateTableCommandInput, 'TableName'> | undefined {
  const mode = wanted.BillingMode ?? 'PROVISIONED';
  const changed = mode !== (kept.BillingModeSummary?.BillingMode ?? 'PROVISIONED');
  if (mode === 'PAY_PER_REQUEST') return changed ? { BillingMode: mode } : undefined;
  const throughput = isSame(kept.ProvisionedThroughput, wanted.ProvisionedThroughput)
    ? undefined
    : wanted.ProvisionedThroughput;
  const indexes = (wanted.GlobalSecondaryIndexes ?? []).flatMap(
    ({ IndexName, ProvisionedThroughput }): GlobalSecondaryIndexUpdate[] => {
      const before = kept.GlobalSecondaryIndexes?.find((index) => index.IndexName === IndexName);
      return isSame(before?.ProvisionedThroughput, ProvisionedThroughput)
        ? []
        : [{ Update: { IndexName, ProvisionedThroughput } }];
    },
  );
  if (!changed && !throughput && indexes.length === 0) return undefined;
  return {
    ...(changed && { BillingMode: mode }),
    ...(throughput && { ProvisionedThroughput: throughput }),
    ...(indexes.length > 0 && { GlobalSecondaryIndexUpdates: indexes }),
  };
}

function isSame(
  kept: Partial<ProvisionedThroughput> | undefined,
  { ReadCapacityUnits = 0, WriteCapacityUnits = 0 }: Partial<ProvisionedThroughput> = {},
): boolean {
  // A template may write numbers as text.
  return (
    kept?.ReadCapacityUnits === Number(ReadCapacityUnits) && kept.WriteCapacityUnits === Number(WriteCapacityUnits)
  );
}
