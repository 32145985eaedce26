import type { ModelStepEvent } from '../model-gateway/model-step.ts';
import type { TurnRequest } from '../schemas/turn.ts';
import { instrumented } from '../telemetry/telemetry.ts';
import { toolDescriptions } from '../tools/registry.ts';
import { modelStepTools } from '../wiring/model-step-tools.ts';
import { takeTurn } from './take-turn.ts';

const tools = { ...modelStepTools(), toolDescriptions };

export const handler = instrumented('take-turn', (event: ModelStepEvent<TurnRequest>) => takeTurn(event, tools));
