import { DescribeExecutionCommand, paginateListExecutions, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { SFNClient } from '@aws-sdk/client-sfn';
import { setTimeout as sleep } from 'node:timers/promises';

import { findStateMachine } from '../follow-execution.ts';
import type { LocalReviews, ReviewRow } from '../local-reviews.ts';
import type { DocumentSeen, Output } from './oracle.ts';
import type { PlannedDocument } from './planned-document.ts';
import { startRobot } from './robot.ts';

const TELL_MS = 5_000;
const LOOK_MS = 500;
// The longest way of a document: each of two chains may use its ten minutes; what takes longer hangs.
const PATIENCE_MS = 25 * 60_000;
// StartExecutions in flight; more would only queue in the client.
const STARTING = 32;

export interface Place {
  readonly sfn: SFNClient;
  readonly reviews: LocalReviews;
}

/** Starts all documents at once, decides their reviews, waits for the last one, and reads what is left of each. */
export async function processAll(
  plan: readonly PlannedDocument[],
  { sfn, reviews }: Place,
  tell: (line: string) => void,
): Promise<ReadonlyMap<string, DocumentSeen>> {
  const began = Date.now();
  const stateMachineArn = await findStateMachine(sfn, 'document-processing');
  const robot = startRobot(reviews, new Set(plan.map(({ documentId }) => documentId)));
  let running = plan.length;
  const progress = setInterval(() => {
    const seconds = ((Date.now() - began) / 1000).toFixed(0).padStart(4);
    tell(`${seconds} s  ${plan.length - running} of ${plan.length} ended, ${robot.decided()} reviews decided`);
  }, TELL_MS);
  try {
    const arns = await startAll(plan, sfn, stateMachineArn);
    const ours = new Set(arns.values());
    for (
      const deadline = Date.now() + PATIENCE_MS;
      running > 0 && Date.now() < deadline;
      await Promise.race([sleep(LOOK_MS), robot.working])
    ) {
      running = await countRunning(sfn, stateMachineArn, ours);
    }
    await robot.stop();
    const decided = await reviewsByDocument(reviews);
    const seen = new Map<string, DocumentSeen>();
    for (const [documentId, arn] of arns) {
      seen.set(documentId, await readDocument(sfn, documentId, arn, decided.get(documentId) ?? []));
    }
    return seen;
  } finally {
    clearInterval(progress);
  }
}

async function startAll(
  plan: readonly PlannedDocument[],
  sfn: SFNClient,
  stateMachineArn: string,
): Promise<ReadonlyMap<string, string>> {
  const arns = new Map<string, string>();
  const waiting = [...plan];
  const start = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { documentId, text } = next;
      const input = JSON.stringify({ documentId, text });
      const { executionArn = '' } = await sfn.send(
        new StartExecutionCommand({ stateMachineArn, input, name: documentId }),
      );
      arns.set(documentId, executionArn);
    }
  };
  await Promise.all(Array.from({ length: STARTING }, start));
  return arns;
}

async function countRunning(sfn: SFNClient, stateMachineArn: string, ours: ReadonlySet<string>): Promise<number> {
  let count = 0;
  const pages = paginateListExecutions({ client: sfn, pageSize: 1000 }, { stateMachineArn, statusFilter: 'RUNNING' });
  for await (const { executions = [] } of pages) {
    count += executions.filter(({ executionArn = '' }) => ours.has(executionArn)).length;
  }
  return count;
}

async function reviewsByDocument(reviews: LocalReviews): Promise<ReadonlyMap<string, readonly ReviewRow[]>> {
  const found = new Map<string, ReviewRow[]>();
  for (const status of ['open', 'decided', 'timed-out'] as const) {
    for await (const review of reviews.list(status)) {
      const same = found.get(review.documentId) ?? [];
      same.push(review);
      found.set(review.documentId, same);
    }
  }
  return found;
}

async function readDocument(
  sfn: SFNClient,
  documentId: string,
  executionArn: string,
  reviews: readonly ReviewRow[],
): Promise<DocumentSeen> {
  const { status = 'UNKNOWN', error, output } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
  return {
    documentId,
    status,
    error,
    output: output === undefined ? undefined : (JSON.parse(output) as Output),
    reviews: reviews.map(({ status, approvals, needed, problem }) => ({
      status,
      approvals: approvals.length,
      needed,
      problem,
    })),
  };
}
