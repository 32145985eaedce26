import type { Json, JsonObject } from '../../../local/query/json.ts';
import type { Classification, DocumentPart, OpenedDocument } from '../../../functions/schemas/document.ts';
import type { Completeness, Invoice, OrderValidation } from '../../../functions/schemas/results.ts';
import type { ReviewOutcome, ReviewRequest } from '../../../functions/schemas/review.ts';
import { named, TestEngine } from '../../support/run-machine.ts';
import type { MachineRun, StubFunction } from '../../support/run-machine.ts';
import { synthesizedDefinition } from '../../support/synthesized-definition.ts';

/** The JSON that would be deployed. */
export const DEFINITION = synthesizedDefinition('document-processing');
export const HAIKU = 'us.anthropic.claude-haiku-5-5';

export const INVOICE: Invoice = {
  vendor: 'Fenwick & Dale',
  invoiceNumber: 'INV-1',
  invoiceDate: '2026-11-02',
  purchaseOrder: 'PO-1',
  currency: 'USD',
  lines: [{ description: 'Chairs', quantity: 4, unitPrice: 200, amount: 800 }],
  declaredLineCount: 1,
  subtotal: 800,
  tax: 0,
  total: 800,
};
export const COMPLETE: Completeness = { complete: true, gaps: [], amount: 800, currency: 'USD' };
const MATCHES: OrderValidation = {
  purchaseOrder: 'PO-1',
  found: true,
  matches: true,
  orderTotal: 800,
  lines: [],
  findings: [],
};
export const classified = (type: Classification['type'], more: Partial<Classification> = {}): Classification => ({
  type,
  confidence: 0.95,
  reference: 'PO-1',
  addressesModel: false,
  reason: 'it says so',
  ...more,
});

export const part = (index: number, of = 1): DocumentPart => ({
  index,
  of,
  label: `characters ${index}`,
  content: { kind: 'text', ref: { bucket: 'claims', key: 'documents/1' }, from: index, to: index + 1 },
});
export const opened = (more: Partial<OpenedDocument> = {}): OpenedDocument => ({
  documentId: 'doc-1',
  source: { bucket: 'claims', key: 'documents/1' },
  format: 'txt',
  bytes: 10,
  parts: [part(0)],
  warnings: [],
  ...more,
});

/** As a step that asks a model answers: 10 tokens in, 20 out, a tenth of a cent. */
export const answered = (answer: unknown): Json => ({
  outcome: 'answered',
  content: { answer: answer as Json },
  model: { tier: 'haiku', modelId: HAIKU },
  latencyMs: 5,
  usage: { inputTokens: 10, outputTokens: 20 },
  costUsd: 0.001,
});
export const declined = (): Json => ({ ...(answered('I would rather not.') as JsonObject), outcome: 'refused' });
export const fails =
  (error: string): StubFunction =>
  () => {
    throw named(error);
  };

export const approval = (decision: ReviewOutcome['review']['decision'], more: Partial<ReviewOutcome> = {}) =>
  ({
    review: {
      decision,
      reviewer: decision === 'timeout' ? '' : 'anna@example.com',
      comment: '',
      decidedAt: '2026-11-21T12:00:00.000Z',
      approvals: [],
    },
    ...more,
  }) satisfies ReviewOutcome;

export interface Reviewing {
  /** What a reviewer decides in a round, from 1; undefined: nobody does. */
  readonly decides?: (request: ReviewRequest, round: number) => ReviewOutcome | undefined;
  readonly closes?: () => ReviewOutcome;
}

export interface DocumentRun extends MachineRun {
  readonly engine: TestEngine;
  /** What each round of the review asked for. */
  readonly requests: readonly ReviewRequest[];
  /** Hours after the start at which each step was called. */
  readonly hours: Readonly<Record<string, readonly number[]>>;
}

/** Runs the machine with stub functions; each may be replaced. Nobody's clock moves but the engine's. */
export async function processDocument(
  { decides = () => approval('approve'), closes = () => approval('timeout') }: Reviewing = {},
  replaced: Readonly<Record<string, StubFunction>> = {},
  { definition = DEFINITION, input = { documentId: 'doc-1', text: 'text' } as Json } = {},
): Promise<DocumentRun> {
  const requests: ReviewRequest[] = [];
  const hours: Record<string, number[]> = {};
  const timed =
    (name: string, stub: StubFunction): StubFunction =>
    (event, call) => {
      (hours[name] ??= []).push((engine.clock.now() - started) / 3_600_000);
      return stub(event, call);
    };
  const stubs: Record<string, StubFunction> = {
    'open-document': () => opened() as unknown as Json,
    'classify-document': () => answered(classified('invoice')),
    'extract-invoice': () => answered(INVOICE),
    'find-purchase-order': () => ({ order: { answer: { number: 'PO-1' } } }),
    'merge-parts': (event) => merged(event as JsonObject),
    'validate-against-po': () => MATCHES as unknown as Json,
    'analyze-contract': () => answered({ clauses: ['1'] }),
    'find-deal': () => ({ deal: { id: 'D-1' } }),
    'generate-proposal': () => answered({ title: 'A proposal' }),
    'check-completeness': () => COMPLETE as unknown as Json,
    'remind-reviewer': () => null,
    'close-review': () => closes() as unknown as Json,
    'request-review': (event) => {
      const request = event as unknown as ReviewRequest;
      requests.push(request);
      const outcome = decides(request, requests.length);
      // As over HTTP: the answer may come while the function still runs.
      if (outcome !== undefined) engine.taskTokens.succeed(request.taskToken, JSON.stringify(outcome));
      return null;
    },
    ...replaced,
  };
  const engine: TestEngine = new TestEngine(
    Object.fromEntries(Object.entries(stubs).map(([name, stub]) => [name, timed(name, stub)])),
  );
  const started = engine.clock.now();
  const run = await engine.run(definition, input);
  return { ...run, engine, requests, hours };
}

function merged({ results }: JsonObject): Json {
  const parts = results as JsonObject[];
  const failed = parts.filter((one) => 'failed' in one);
  const read = parts.find((one) => 'answer' in one);
  return {
    content: { answer: read?.answer ?? null },
    gaps: failed.map((one) => `${String((one.part as JsonObject).label)}: ${String(one.failed)}`),
  };
}
