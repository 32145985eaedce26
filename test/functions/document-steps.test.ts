import { describe, expect, it } from '@jest/globals';

import { analyzeContract } from '../../functions/analyze-contract/analyze-contract.ts';
import { classifyDocument } from '../../functions/classify-document/classify-document.ts';
import { extractInvoice } from '../../functions/extract-invoice/extract-invoice.ts';
import { generateProposal } from '../../functions/generate-proposal/generate-proposal.ts';
import type { ModelStepTools } from '../../functions/model-gateway/model-step.ts';
import type { Tier } from '../../functions/model-gateway/catalog.ts';
import type { ModelStepAnswer, ModelStepEvent } from '../../functions/model-gateway/model-step.ts';
import type { Deal } from '../../functions/schemas/deal.ts';
import type { DocumentPart } from '../../functions/schemas/document.ts';
import { PROPOSAL_TEMPLATE } from '../../functions/schemas/results.ts';
import { scriptedModels, stepEvent, stepTools } from './fakes.ts';

const PDF = Uint8Array.of(37, 80, 68, 70);

/** Runs a step of which a model says these things, one after the other. */
function running<Request>(
  step: (event: ModelStepEvent<Request>, tools: ModelStepTools) => Promise<ModelStepAnswer>,
  tier: Tier,
  request: Request,
  documents: Readonly<Record<string, string | Uint8Array>>,
  ...script: unknown[]
) {
  const { models, calls } = scriptedModels(
    ...script.map((said) => (typeof said === 'string' ? said : JSON.stringify(said))),
  );
  const { tools, store, measured, counted } = stepTools(models, 'us.model');
  for (const [key, content] of Object.entries(documents)) {
    if (typeof content === 'string') store.objects.set(`documents/${key}`, content);
    else store.blobs.set(`documents/${key}`, content);
  }
  const result = step({ ...stepEvent(request, 'us.model', tier), maxTokens: 500 }, tools);
  return { result, calls, store, measured, counted };
}

const textPart = (key: string, from: number, to: number, index = 0, of = 1): DocumentPart => ({
  index,
  of,
  label: `characters ${from + 1}-${to}`,
  content: { kind: 'text', ref: { bucket: 'documents', key }, from, to },
});
const pdfPart = (key: string, index = 0, of = 1): DocumentPart => ({
  index,
  of,
  label: `pages ${index * 20 + 1}-${index * 20 + 20}`,
  content: { kind: 'pdf', ref: { bucket: 'documents', key } },
});
const question = ({ messages }: { messages: readonly { content: string }[] }) => messages[0]?.content ?? '';

describe('classify-document', () => {
  const verdict = {
    type: 'invoice',
    confidence: 0.9,
    reference: 'PO-7',
    addressesModel: false,
    reason: 'It bills goods.',
  };
  const classify = (text: string) =>
    running(classifyDocument, 'haiku', { documentId: 'd', part: textPart('a', 0, text.length) }, { a: text }, verdict);

  it('asks the small model what the document is', async () => {
    const { result, calls, measured, counted } = classify('Invoice 7');
    expect(await result).toMatchObject({ outcome: 'answered', content: { answer: verdict }, costUsd: 0.01 });
    expect(calls).toMatchObject([{ promptId: 'classify-document@2', modelId: 'us.model', maxTokens: 500 }]);
    expect(question(calls[0]!)).toContain('<document>\nInvoice 7\n</document>');
    expect({ measured, counted }).toEqual({ measured: ['classify-document@2 haiku answered'], counted: ['b a good'] });
  });

  it('shows the beginning and the end of a long text', async () => {
    const { result, calls } = classify(`start ${'x'.repeat(20_000)} end`);
    await result;
    expect(question(calls[0]!)).toMatch(/<document>\nstart x+\n\[12010 characters left out\]\nx+ end\n<\/document>/);
  });

  it('attaches a PDF', async () => {
    const request = { documentId: 'd', part: pdfPart('a', 0, 3) };
    const { result, calls } = running(classifyDocument, 'haiku', request, { a: PDF }, verdict);
    await result;
    expect(calls[0]?.messages).toEqual([
      {
        role: 'user',
        content: expect.stringContaining('in 3 parts, the part pages 1-20 is attached'),
        documents: [{ name: 'Document 1', format: 'pdf', bytes: PDF, ref: { bucket: 'documents', key: 'a' } }],
      },
    ]);
  });
});

const INVOICE = {
  vendor: 'Acme',
  invoiceNumber: '7',
  invoiceDate: '2026-03-12',
  purchaseOrder: 'PO-7',
  currency: 'USD',
  lines: [{ description: 'Bolt', quantity: 2, unitPrice: 3, amount: 6 }],
  declaredLineCount: null,
  subtotal: 6,
  tax: null,
  total: 6,
};

describe('extract-invoice', () => {
  const extract = (...script: unknown[]) =>
    running(
      extractInvoice,
      'sonnet',
      { documentId: 'd', part: textPart('a', 4, 12, 1, 2) },
      { a: 'one two three four' },
      ...script,
    );

  it('reads its part and no more', async () => {
    const { result, calls } = extract(INVOICE);
    expect(await result).toMatchObject({ content: { answer: INVOICE } });
    expect(question(calls[0]!)).toContain('<document>\ntwo thre\n</document>');
  });

  it('has an answer of another shape repaired once', async () => {
    const { result, calls } = extract({ ...INVOICE, total: '6' }, INVOICE);
    expect(await result).toMatchObject({ content: { answer: INVOICE }, costUsd: 0.02 });
    expect(calls[1]?.messages.at(-1)?.content).toContain('- total: must be a number');
  });

  it('has a figure that nobody bills repaired once', async () => {
    const { result, calls } = extract({ ...INVOICE, total: 1e303 }, INVOICE);
    expect(await result).toMatchObject({ content: { answer: INVOICE } });
    expect(calls[1]?.messages.at(-1)?.content).toContain('- total: must be between -1,000,000,000,000 and');
  });

  it('leaves a long answer where only its address travels, since up to 100 share a state', async () => {
    const lines = Array.from({ length: 50 }, () => INVOICE.lines[0]);
    const { result, store } = extract({ ...INVOICE, lines });
    const { content } = await result;
    if (!('answerRef' in content)) throw new Error('it travels itself');
    expect(JSON.parse(await store.read(content.answerRef))).toEqual({ ...INVOICE, lines });
  });

  it('attaches the part of a PDF by its number', async () => {
    const request = { documentId: 'd', part: pdfPart('b', 2, 3) };
    const { result, calls } = running(extractInvoice, 'sonnet', request, { b: PDF }, INVOICE);
    await result;
    expect(calls[0]?.messages[0]?.documents).toMatchObject([{ name: 'Document 3' }]);
  });
});

const TEXT = '1. Term. This runs\nfor ever.\n2. Fees. The “Provider’s” fees rise — at will.';
const FINDING = { clause: '2', quote: 'fees rise', risk: 'Costs', severity: 'high', recommendation: 'Cap' } as const;
const CONTRACT = {
  parties: ['A', 'B'],
  effectiveDate: null,
  value: null,
  currency: null,
  clauses: ['1.', '2.'],
  findings: [FINDING],
};

describe('analyze-contract', () => {
  const analyze = (...script: unknown[]) =>
    running(analyzeContract, 'opus', { documentId: 'd', part: textPart('a', 0, TEXT.length) }, { a: TEXT }, ...script);
  const citing = (citation: object) => ({ ...CONTRACT, findings: [{ ...FINDING, ...citation }] });

  it.each([
    ['the words as they are', { quote: 'This runs\nfor ever.' }],
    ['other spaces', { quote: 'This  runs for ever.' }],
    ['other quotation marks and dashes', { quote: 'The "Provider\'s" fees rise - at will.' }],
    ['quotation marks around', { quote: '“fees rise”' }],
    ['a clause with its full stop', { clause: '2.' }],
  ])('takes a citation with %s', async (_, citation) => {
    const { result, calls } = analyze(citing(citation));
    expect(await result).toMatchObject({ content: { answer: citing(citation) } });
    expect(calls).toHaveLength(1);
  });

  it.each([
    ['words that are not there', { quote: 'fees go up' }, 'findings.0.quote: these words are not in the document'],
    ['words with some left out', { quote: 'This runs ... at will' }, 'findings.0.quote: these words'],
    ['a clause that is not there', { clause: '3' }, 'findings.0.clause: “3” is not among the clauses'],
  ])('has %s repaired once', async (_, citation, problem) => {
    const { result, calls } = analyze(citing(citation), CONTRACT);
    expect(await result).toMatchObject({ content: { answer: CONTRACT } });
    expect(calls[1]?.messages.at(-1)?.content).toContain(`- ${problem}`);
  });

  it('gives an answer up that cites wrongly twice, and tells what it cost', async () => {
    const { result } = analyze(citing({ clause: '3' }), citing({ clause: '4' }));
    const error: unknown = await result.catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'MalformedAnswer' });
    expect(JSON.parse((error as Error).message)).toMatchObject({ costUsd: 0.02 });
  });

  it('cannot look for words in a PDF, but for clauses it can', async () => {
    const request = { documentId: 'd', part: pdfPart('b') };
    const { result, calls } = running(
      analyzeContract,
      'opus',
      request,
      { b: PDF },
      citing({ quote: 'not there', clause: '3' }),
      citing({ quote: 'not there' }),
    );
    expect(await result).toMatchObject({ outcome: 'answered' });
    expect(calls[1]?.messages.at(-1)?.content).toContain('not among the clauses');
    expect(calls[1]?.messages.at(-1)?.content).not.toContain('these words');
  });
});

describe('generate-proposal', () => {
  const DEAL: Deal = {
    id: 'D-1',
    customer: 'C',
    contact: 'P',
    lines: [{ product: 'Licence', quantity: 1, unitPrice: 10 }],
    currency: 'USD',
    total: 10,
  };
  const PROPOSAL = {
    title: 'T',
    customer: 'C',
    sections: PROPOSAL_TEMPLATE.map((heading) => ({ heading, text: 'x' })),
    total: 10,
    currency: 'USD',
    assumptions: [],
  };
  const generate = (
    parts: readonly DocumentPart[],
    deal: Deal | null,
    documents: Record<string, string | Uint8Array>,
  ) => running(generateProposal, 'sonnet', { documentId: 'd', parts, deal }, documents, PROPOSAL);

  it('reads all parts of a text in one question, with the deal', async () => {
    const parts = [textPart('a', 0, 4, 0, 2), textPart('a', 4, 9, 1, 2)];
    const { result, calls } = generate(parts, DEAL, { a: 'one two 3' });
    expect(await result).toMatchObject({ content: { answer: PROPOSAL } });
    expect(question(calls[0]!)).toContain('<document>\none two 3\n</document>');
    expect(question(calls[0]!)).toContain('"product": "Licence"');
    expect(calls[0]?.messages[0]).not.toHaveProperty('documents');
  });

  it('says that there is no deal', async () => {
    const { result, calls } = generate([textPart('a', 0, 3)], null, { a: 'one' });
    await result;
    expect(question(calls[0]!)).toContain('There is no deal on record.');
  });

  it('attaches at most five PDFs, and says which part of the document they are', async () => {
    const parts = Array.from({ length: 7 }, (_, index) => pdfPart(String(index), index, 7));
    const { result, calls } = generate(parts, DEAL, Object.fromEntries(parts.map((_, index) => [index, PDF])));
    await result;
    expect(calls[0]?.messages[0]?.documents?.map(({ name }) => name)).toEqual(
      [1, 2, 3, 4, 5].map((one) => `Document ${one}`),
    );
    expect(question(calls[0]!)).toContain('in 7 parts, the part pages 1-20 to pages 81-100 is attached');
  });

  it('attaches five as the whole', async () => {
    const parts = Array.from({ length: 5 }, (_, index) => pdfPart(String(index), index, 5));
    const { result, calls } = generate(parts, DEAL, Object.fromEntries(parts.map((_, index) => [index, PDF])));
    await result;
    expect(question(calls[0]!)).toContain('The document is attached');
  });
});
