import type { TakeRequest } from '../schemas/step-board.ts';
import { instrumented } from '../telemetry/telemetry.ts';
import { boardTools } from '../wiring/step-board-tools.ts';
import { takeStep } from './take-step.ts';

const tools = boardTools();

export const handler = instrumented('take-step', (request: TakeRequest) => takeStep(request, tools));
