import { instrumented } from '../telemetry/telemetry.ts';
import { tellingFaults, wiredBudgets } from '../wiring/budget-tools.ts';
import { settleBudget } from './settle-budget.ts';
import type { SettleEvent } from './settle-budget.ts';

const budgets = wiredBudgets();

export const handler = instrumented('settle-budget', (event: SettleEvent) =>
  tellingFaults('write', () => settleBudget(event, budgets)),
);
