/** A line of an invoice. */
export interface Row {
  readonly description: string;
  readonly quantity: number;
  readonly unitPrice: number;
  readonly amount: number;
}

/** Whether quantity and price come to the amount, to the cent. */
export function isConsistent({ quantity, unitPrice, amount }: Row): boolean {
  return Math.abs(quantity * unitPrice - amount) < 0.011 + Math.abs(amount) * 1e-9;
}

/** What a line does not print follows from what it does: one piece, the amount for one. Undefined where it cannot. */
export function completed(
  description: string,
  { quantity, unitPrice, amount }: Partial<Omit<Row, 'description'>>,
): Row | undefined {
  if (amount !== undefined) {
    const pieces = quantity ?? 1;
    const each = pieces === 0 ? amount : cents(amount / pieces);
    return { description, quantity: pieces, unitPrice: unitPrice ?? each, amount };
  }
  if (quantity === undefined || unitPrice === undefined) return undefined;
  return { description, quantity, unitPrice, amount: cents(quantity * unitPrice) };
}

function cents(value: number): number {
  return Math.round(value * 100) / 100;
}
