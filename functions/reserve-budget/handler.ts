import { recordBudgetUse } from '../telemetry/budget-metrics.ts';
import { instrumented } from '../telemetry/telemetry.ts';
import { tellingFaults, wiredBudgets } from '../wiring/budget-tools.ts';
import { reserveBudget } from './reserve-budget.ts';
import type { ReserveEvent } from './reserve-budget.ts';

const tools = { budgets: wiredBudgets(), recordUse: recordBudgetUse };

export const handler = instrumented('reserve-budget', (event: ReserveEvent) =>
  tellingFaults('read', () => reserveBudget(event, tools)),
);
