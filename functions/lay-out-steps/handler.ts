import type { LayOutRequest } from '../schemas/step-board.ts';
import { instrumented } from '../telemetry/telemetry.ts';
import { stepBoards } from '../wiring/step-board-tools.ts';
import { layOutSteps } from './lay-out-steps.ts';

const boards = stepBoards();

export const handler = instrumented('lay-out-steps', (request: LayOutRequest) => layOutSteps(request, boards));
