import type { FinishRequest } from '../schemas/step-board.ts';
import { instrumented } from '../telemetry/telemetry.ts';
import { boardTools } from '../wiring/step-board-tools.ts';
import { finishStep } from './finish-step.ts';

const tools = boardTools();

export const handler = instrumented('finish-step', (request: FinishRequest) => finishStep(request, tools));
