import { lost } from '../model-gateway/guard.ts';
import type { Admission } from '../model-gateway/guard.ts';
import { guardTools } from '../wiring/guard-tools.ts';
import { instrumented } from '../telemetry/telemetry.ts';

const tools = guardTools();

export const handler = instrumented('record-lost-attempt', (admission: Admission) => lost(admission, tools));
