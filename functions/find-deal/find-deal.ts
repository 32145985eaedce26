import type { Deal } from '../schemas/deal.ts';
import type { Deals } from '../stores/deals.ts';

export interface DealQuery {
  /** As the document prints it; null when it names none. */
  readonly reference: string | null;
}

/** The deal that a request refers to, or null: JSON has no undefined. */
export async function findDeal({ reference }: DealQuery, deals: Deals): Promise<{ readonly deal: Deal | null }> {
  return { deal: (await deals.find(reference)) ?? null };
}
