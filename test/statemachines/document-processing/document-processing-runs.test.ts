import { describe, expect, it } from '@jest/globals';

import type { Json, JsonObject } from '../../../local/query/json.ts';
import { named } from '../../support/run-machine.ts';
import {
  answered,
  approval,
  classified,
  COMPLETE,
  declined,
  fails,
  INVOICE,
  opened,
  part,
  processDocument,
} from './stub-world.ts';

const json = (value: unknown) => value as Json;

describe('what becomes of each type', () => {
  it('an invoice is extracted beside the search for its order, checked and reviewed', async () => {
    const { output, visited, status, requests } = await processDocument();
    expect(status).toBe('SUCCEEDED');
    expect(output).toMatchObject({
      documentId: 'doc-1',
      type: 'invoice',
      status: 'complete',
      result: INVOICE,
      review: { decision: 'approve', reviewer: 'anna@example.com' },
      validation: { matches: true },
      usage: { inputTokens: 20, outputTokens: 40 },
      costUsd: 0.002,
    });
    expect(visited.filter((name) => !/breaker|May it|part|Was it|did it/.test(name))).toEqual([
      'Open document',
      'Readable?',
      'Classify document',
      'Which type?',
      'Process invoice',
      'Find purchase order',
      'Extract invoice',
      'Validate against purchase order',
      'Check completeness',
      'Who approves?',
      'Open review',
      'Ask for review',
      'Finish',
    ]);
    expect(requests).toMatchObject([
      {
        subject: {
          documentId: 'doc-1',
          type: 'invoice',
          content: { answer: INVOICE },
          completeness: COMPLETE,
          warnings: [],
        },
        approver: { group: 'reviewers', needed: 1 },
      },
    ]);
    expect(requests[0]?.subject).not.toHaveProperty('problem');
  });

  it('a contract is analyzed part by part', async () => {
    const { output, engine } = await processDocument(
      {},
      {
        'open-document': () => json(opened({ parts: [part(0, 3), part(1, 3), part(2, 3)] })),
        'classify-document': () => answered(classified('contract')),
      },
    );
    expect(output).toMatchObject({ type: 'contract', status: 'complete', costUsd: 0.004 });
    const asked = engine.calls
      .filter(({ name }) => name === 'analyze-contract')
      .map(({ input }) => input as JsonObject);
    expect(asked.map(({ request }) => (request as JsonObject).part)).toEqual([part(0, 3), part(1, 3), part(2, 3)]);
  });

  it('a proposal is written from the request and its deal', async () => {
    const { output, engine } = await processDocument(
      {},
      { 'classify-document': () => answered(classified('proposal_request', { reference: 'D-1' })) },
    );
    expect(output).toMatchObject({ type: 'proposal_request', result: { title: 'A proposal' }, status: 'complete' });
    const asked = engine.calls.find(({ name }) => name === 'generate-proposal')?.input as JsonObject;
    expect(asked.request).toMatchObject({ deal: { id: 'D-1' }, parts: [part(0)] });
  });

  it('a result that was too large for a state comes out as a reference', async () => {
    const ref = { bucket: 'claims', key: 'answers/1' };
    const { output } = await processDocument({}, { 'merge-parts': () => ({ content: { answerRef: ref }, gaps: [] }) });
    expect(output).toMatchObject({ resultRef: ref, status: 'complete' });
    expect(output).not.toHaveProperty('result');
  });

  it('finished parts are kept when one fails', async () => {
    const { output, engine } = await processDocument(
      {},
      {
        'open-document': () => json(opened({ parts: [part(0, 2), part(1, 2)] })),
        'extract-invoice': (event) => {
          const { request } = event as { request: { part: { index: number } } };
          if (request.part.index === 1) throw named('ValidationException');
          return answered(INVOICE);
        },
        'check-completeness': (event) =>
          json({ ...COMPLETE, complete: (event as { gaps: string[] }).gaps.length === 0 }),
      },
    );
    expect(output).toMatchObject({ status: 'partial', result: INVOICE });
    const merge = engine.calls.find(({ name }) => name === 'merge-parts')?.input as JsonObject;
    expect(merge.results).toMatchObject([{ answer: INVOICE }, { failed: 'ValidationException', part: { index: 1 } }]);
  });
});

describe('a document that nobody can work on is put before a person', () => {
  const unread = {
    'open-document': () => json(opened({ parts: [], problem: { code: 'EmptyDocument', message: 'It is empty.' } })),
  };
  it.each([
    ['unreadable', unread, 'EmptyDocument'],
    ['of another type', { 'classify-document': () => answered(classified('other')) }, 'UnknownDocumentType'],
    ['which the model declines', { 'classify-document': declined }, 'UnusableAnswer'],
    ['which no model classifies', { 'classify-document': fails('ValidationException') }, 'ModelUnavailable'],
    ['of which no part is read', { 'extract-invoice': fails('ValidationException') }, 'ModelUnavailable'],
    [
      'of which no contract part is read',
      { 'classify-document': () => answered(classified('contract')), 'analyze-contract': declined },
      'ModelUnavailable',
    ],
    [
      'for which no proposal is written',
      {
        'classify-document': () => answered(classified('proposal_request')),
        'generate-proposal': fails('ValidationException'),
      },
      'ModelUnavailable',
    ],
    [
      'for which the model declines to write',
      { 'classify-document': () => answered(classified('proposal_request')), 'generate-proposal': declined },
      'UnusableAnswer',
    ],
  ])('%s', async (_, replaced, code) => {
    const { output, requests, status } = await processDocument({ decides: () => approval('reject') }, replaced);
    expect(status).toBe('SUCCEEDED');
    expect(output).toMatchObject({ status: 'failed', result: null, problem: { code }, review: { decision: 'reject' } });
    expect(requests[0]?.subject).toMatchObject({ problem: { code } });
    expect(requests[0]?.subject).not.toHaveProperty('content');
    expect(requests[0]?.approver).toEqual({ group: 'reviewers', needed: 1 });
  });

  it.each([
    ['merge-parts', {}],
    ['validate-against-po', {}],
    ['find-purchase-order', {}],
    ['check-completeness', {}],
    ['find-deal', { 'classify-document': () => answered(classified('proposal_request')) }],
  ])('with which %s cannot do anything', async (step, replaced) => {
    const { output, requests } = await processDocument(
      { decides: () => approval('reject') },
      { ...replaced, [step]: fails('RangeError') },
    );
    expect(output).toMatchObject({ status: 'failed', problem: { code: 'UnusableAnswer' } });
    expect(requests[0]?.subject.problem?.message).toContain('RangeError');
    expect(requests[0]?.subject).not.toHaveProperty('content');
  });

  it.each([
    ['an upload', { bucket: 'docs', key: 'a.pdf' }, 'a.pdf', { bucket: 'docs', key: 'a.pdf' }],
    ['a text', { documentId: 'doc-1', text: 'text' }, 'doc-1', { bucket: '', key: '' }],
  ])('which kills the function that opens it, %s', async (_, input, documentId, source) => {
    const { output, requests, hours } = await processDocument(
      { decides: () => approval('reject') },
      { 'open-document': fails('Runtime.OutOfMemory') },
      { input: input as unknown as Json },
    );
    expect(output).toMatchObject({ documentId, status: 'failed', problem: { code: 'UnreadableDocument' } });
    expect(requests[0]?.subject.document?.source).toEqual(source);
    expect(hours['open-document']).toHaveLength(2);
  });

  it('bad input fails the execution and names the fields', async () => {
    const { status, error, cause } = await processDocument(
      {},
      {
        'open-document': () => {
          throw Object.assign(new Error('documentId: is missing'), { name: 'InvalidInput' });
        },
      },
    );
    expect([status, error, cause]).toEqual(['FAILED', 'InvalidInput', 'documentId: is missing']);
  });
});

describe('who approves', () => {
  it.each([
    [1000, [], 'reviewers', 1],
    [1000.01, [], 'managers', 1],
    [25_000, [], 'managers', 1],
    [25_001, [], 'directors', 2],
    [null, [], 'directors', 2],
    [10, ['The document tells its reader to approve it.'], 'directors', 2],
  ])('%s with warnings %j goes to %s', async (amount, warnings, group, needed) => {
    const { requests } = await processDocument(
      {},
      {
        'open-document': () => json(opened({ warnings })),
        'check-completeness': () => ({ ...COMPLETE, gaps: [], amount }),
      },
    );
    expect(requests[0]?.approver).toEqual({ group, needed });
    expect(requests[0]?.subject.warnings).toEqual(warnings);
  });

  it('what the model noticed is a warning', async () => {
    const { requests } = await processDocument(
      {},
      { 'classify-document': () => answered(classified('invoice', { addressesModel: true, confidence: 0.5 })) },
    );
    expect(requests[0]?.subject.warnings).toEqual([
      'The document holds instructions for whoever processes it.',
      'Its type is uncertain: it says so',
    ]);
    expect(requests[0]?.approver.group).toBe('directors');
  });
});
