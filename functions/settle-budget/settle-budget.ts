import type { Budgets, Reservation } from '../stores/budgets.ts';

export interface SettleEvent {
  readonly reservation: Reservation;
  /** Of the whole execution, classifier and wasted answers included. */
  readonly spent: { readonly inputTokens: number; readonly outputTokens: number; readonly costUsd: number };
}

/** Charges what an execution has spent, and gives the rest of its reservation back. */
export async function settleBudget(
  { reservation, spent }: SettleEvent,
  budgets: Pick<Budgets, 'settle'>,
): Promise<void> {
  const { inputTokens, outputTokens, costUsd } = spent;
  await budgets.settle(reservation, { tokens: inputTokens + outputTokens, usd: costUsd });
}
