/** What sales has on record, as far as a proposal needs it. */
export interface Deal {
  readonly customer: string | undefined;
  readonly contact: string | undefined;
  readonly currency: string | undefined;
  readonly total: number | undefined;
  readonly discountPercent: number | undefined;
  readonly lines: readonly DealLine[];
}

export interface DealLine {
  readonly description: string;
  readonly quantity: number;
  readonly unitPrice: number;
}

type Fields = Readonly<Record<string, unknown>>;

/** A record under the names that sales systems give its fields; undefined for no record. */
export function dealOf(record: unknown): Deal | undefined {
  if (!isFields(record)) return undefined;
  const lines = ['lines', 'products', 'items', 'productLines', 'lineItems']
    .map((name) => record[name])
    .find((value): value is readonly unknown[] => Array.isArray(value));
  return {
    customer: named(first(record, ['customer', 'account', 'company', 'client'])),
    contact: named(first(record, ['contact', 'contactName', 'contactPerson'])),
    currency: textOf(first(record, ['currency', 'currencyCode'])),
    total: numberOf(first(record, ['total', 'amount', 'value', 'totalPrice'])),
    discountPercent: numberOf(first(record, ['discountPercent', 'discount'])),
    lines: (lines ?? []).flatMap((line) => lineOf(line)),
  };
}

function lineOf(line: unknown): readonly DealLine[] {
  if (!isFields(line)) return [];
  const description = named(first(line, ['description', 'product', 'name', 'item']));
  const quantity = numberOf(first(line, ['quantity', 'qty', 'units'])) ?? 1;
  const unitPrice = numberOf(first(line, ['unitPrice', 'price', 'unit_price', 'listPrice']));
  return description === undefined || unitPrice === undefined ? [] : [{ description, quantity, unitPrice }];
}

function first(fields: Fields, names: readonly string[]): unknown {
  return names.map((name) => fields[name]).find((value) => value !== undefined && value !== null);
}

function named(value: unknown): string | undefined {
  return isFields(value) ? textOf(value.name) : textOf(value);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
