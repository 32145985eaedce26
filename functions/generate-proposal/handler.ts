import type { ModelStepEvent } from '../model-gateway/model-step.ts';
import { instrumented } from '../telemetry/telemetry.ts';
import { modelStepTools } from '../wiring/model-step-tools.ts';
import { generateProposal } from './generate-proposal.ts';
import type { ProposalRequest } from './generate-proposal.ts';

const tools = modelStepTools();

export const handler = instrumented('generate-proposal', (event: ModelStepEvent<ProposalRequest>) =>
  generateProposal(event, tools),
);
