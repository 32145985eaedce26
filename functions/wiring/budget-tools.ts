import { BUDGETS_TABLE, required, RESERVATION_SECONDS } from '../environment.ts';
import { BUDGET_EXCEEDED } from '../model-gateway/errors.ts';
import { dynamodbBudgets } from '../stores/budgets.ts';
import type { Budgets } from '../stores/budgets.ts';
import { recordFault } from '../telemetry/breaker-metrics.ts';

export function wiredBudgets(): Budgets {
  return dynamodbBudgets(required(BUDGETS_TABLE), { reservationSeconds: Number(required(RESERVATION_SECONDS)) });
}

/** The workflow goes on without a budget that cannot be used; this tells someone. */
export async function tellingFaults<T>(during: 'read' | 'write', work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Error && error.name === BUDGET_EXCEEDED)) recordFault('budgets', during, error);
    throw error;
  }
}
