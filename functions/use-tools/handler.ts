import { CLAIM_CHECK_BUCKET, LIBRARY_BUCKET, required } from '../environment.ts';
import type { UseToolsRequest } from '../schemas/turn.ts';
import { s3ClaimChecks } from '../stores/claim-check.ts';
import { s3Library } from '../stores/library.ts';
import { instrumented } from '../telemetry/telemetry.ts';
import { recordTool } from '../telemetry/tool-metrics.ts';
import { toolDescriptions } from '../tools/registry.ts';
import { toolRunner } from '../tools/tool-runner.ts';
import { stepBoards } from '../wiring/step-board-tools.ts';
import { useTools } from './use-tools.ts';
import type { UseToolsTools } from './use-tools.ts';
import { within } from './within.ts';

const boards = stepBoards();

const tools: UseToolsTools = {
  store: s3ClaimChecks(required(CLAIM_CHECK_BUCKET)),
  world: { library: s3Library(required(LIBRARY_BUCKET)) },
  describe: toolDescriptions,
  runner: toolRunner,
  within,
  clock: () => performance.now(),
  record: recordTool,
  note: ({ board, ticket, spent }) => boards.noteSpending(board, ticket, spent),
};

export const handler = instrumented('use-tools', (request: UseToolsRequest) => useTools(request, tools));
