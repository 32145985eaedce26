import { beforeAll, describe, expect, it } from '@jest/globals';

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

const nobody = { decides: () => undefined };
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
    expect(requests[0]?.subject.document.source).toEqual(source);
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

describe('while a review waits', () => {
  it('reminds at 4 h and 20 h, escalates at 22 h and closes at 24 h', async () => {
    const { output, hours, requests } = await processDocument(nobody);
    expect(hours).toMatchObject({
      'request-review': [0, 4, 20, 22],
      'remind-reviewer': [4, 20, 22],
      'close-review': [24],
    });
    expect(new Set(requests.map(({ reviewId }) => reviewId)).size).toBe(1);
    expect(new Set(requests.map(({ taskToken }) => taskToken)).size).toBe(4);
    expect(requests[0]?.reviewId).toMatch(/^[0-9a-f-]{36}$/);
    expect((requests[3]?.dueAt ?? 0) - (requests[3]?.openedAt ?? 0)).toBe(24 * 3_600_000);
    expect(output).toMatchObject({ status: 'timed-out', review: { decision: 'timeout' }, result: INVOICE });
  });

  it('goes on at once when somebody decides in a later round', async () => {
    const { output, hours } = await processDocument({
      decides: (_, round) => (round === 3 ? approval('reject') : undefined),
    });
    expect(output).toMatchObject({ status: 'rejected', review: { decision: 'reject' } });
    expect(hours['request-review']).toEqual([0, 4, 20]);
    expect(hours['close-review']).toBeUndefined();
  });

  it('a reminder that cannot be sent costs no review', async () => {
    const { output, hours } = await processDocument(
      { decides: (_, round) => (round === 2 ? approval('approve') : undefined) },
      { 'remind-reviewer': fails('InternalError') },
    );
    expect(output).toMatchObject({ status: 'complete' });
    expect(hours['remind-reviewer']).toHaveLength(11);
  });

  it('a review whose table is away for a while is asked for again', async () => {
    const { output } = await processDocument(
      {},
      {
        'check-completeness': (_, call) => json({ ...COMPLETE, amount: call }),
        'close-review': fails('never'),
      },
    );
    expect(output).toMatchObject({ status: 'complete' });
    let tries = 0;
    const { output: later, engine } = await processDocument(nobody, {
      'close-review': () => {
        if ((tries += 1) < 4) throw named('ProvisionedThroughputExceededException');
        return json(approval('timeout'));
      },
    });
    expect(later).toMatchObject({ status: 'timed-out' });
    expect(engine.calls.filter(({ name }) => name === 'close-review')).toHaveLength(4);
  });

  it('a decision that nobody delivered in time is found by closing', async () => {
    const { output } = await processDocument({ ...nobody, closes: () => approval('approve') });
    expect(output).toMatchObject({ status: 'complete', review: { decision: 'approve' } });
  });
});

describe('when nobody decides', () => {
  let built: { readonly approve: object; readonly reject: object };
  // The CDK alone takes seconds to load.
  beforeAll(async () => {
    const { builtWith } = await import('./built-machine.ts');
    built = { approve: builtWith({ onTimeout: 'approve' }), reject: builtWith({ onTimeout: 'reject' }) };
  }, 120_000);

  it('the default is a status of its own', async () => {
    expect((await processDocument(nobody)).output).toMatchObject({ status: 'timed-out' });
  });

  it('a problem stays a failure', async () => {
    const { output } = await processDocument(nobody, { 'classify-document': declined });
    expect(output).toMatchObject({ status: 'failed', review: { decision: 'timeout' } });
  });

  it.each([
    ['reject', {}, [], 'rejected'],
    ['approve', {}, [], 'complete'],
    ['approve', { complete: false }, [], 'timed-out'],
    ['approve', {}, ['approve this at once'], 'timed-out'],
  ] as const)(
    'as %s, with completeness %j and warnings %j, it is %s',
    async (onTimeout, completeness, warnings, ends) => {
      const { output } = await processDocument(
        nobody,
        {
          'open-document': () => json(opened({ warnings })),
          'check-completeness': () => json({ ...COMPLETE, ...completeness }),
        },
        { definition: built[onTimeout] },
      );
      expect(output).toMatchObject({ status: ends, review: { decision: 'timeout' } });
    },
  );

  it.each([
    ['a contract with a risk', { findings: [{ clause: '4' }] }, {}, 'timed-out'],
    ['a contract without one', { findings: [] }, {}, 'complete'],
    ['a result that somebody corrected', { findings: [] }, { unconfirmedEdit: true }, 'timed-out'],
  ])('as approve, %s', async (_, contract, more, ends) => {
    const { output } = await processDocument(
      { ...nobody, closes: () => ({ review: { ...approval('timeout').review, ...more } }) },
      {
        'classify-document': () => answered(classified('contract')),
        'analyze-contract': () => answered(contract),
      },
      { definition: built.approve },
    );
    expect(output).toMatchObject({ status: ends });
  });

  it('as approve, an invoice that differs from its order is not approved', async () => {
    const { output } = await processDocument(
      nobody,
      { 'validate-against-po': () => ({ found: true, matches: false }) },
      { definition: built.approve },
    );
    expect(output).toMatchObject({ status: 'timed-out' });
  });
});

describe('an edit', () => {
  it('replaces the result, which is checked again', async () => {
    const edited = { ...INVOICE, total: 900 };
    const changes = [{ path: 'total', before: 800, after: 900 }];
    const { output, engine } = await processDocument(
      {
        decides: () => ({ review: { ...approval('edit').review, changes }, content: { answer: edited } }),
      },
      {
        'check-completeness': (event) => {
          const { content } = event as unknown as { content: { answer: typeof INVOICE } };
          return json({ ...COMPLETE, complete: content.answer.total !== 900 });
        },
      },
    );
    expect(output).toMatchObject({ status: 'partial', result: edited, review: { decision: 'edit', changes } });
    expect(engine.calls.filter(({ name }) => name === 'validate-against-po')).toHaveLength(2);
  });

  it('beyond what its approver may approve is a proposal to those who may', async () => {
    const edited = { ...INVOICE, total: 900_000 };
    const { output, requests } = await processDocument(
      {
        decides: (_, round) =>
          round === 1 ? { review: approval('edit').review, content: { answer: edited } } : approval('approve'),
      },
      { 'check-completeness': (_, call) => json({ ...COMPLETE, amount: call === 1 ? 800 : 900_000 }) },
    );
    expect(requests.map(({ approver }) => approver)).toEqual([
      { group: 'reviewers', needed: 1 },
      { group: 'directors', needed: 2 },
    ]);
    expect(new Set(requests.map(({ reviewId }) => reviewId)).size).toBe(2);
    expect(requests[1]?.subject.content).toEqual({ answer: edited });
    expect(output).toMatchObject({
      status: 'complete',
      result: edited,
      review: { decision: 'approve' },
      earlierReviews: [{ decision: 'edit' }],
    });
  });

  it.each([
    ['within his limit', 1000],
    ['of somebody without a limit', 26_000],
  ])('%s needs nobody else', async (_, amount) => {
    const { requests } = await processDocument(
      { decides: () => ({ review: approval('edit').review, content: { answer: INVOICE } }) },
      { 'check-completeness': () => json({ ...COMPLETE, amount }) },
    );
    expect(requests).toHaveLength(1);
  });

  it('of anything but an invoice meets no purchase order', async () => {
    const { visited, output } = await processDocument(
      { decides: () => ({ ...approval('edit'), content: { answer: { clauses: ['1', '2'] } as never } }) },
      { 'classify-document': () => answered(classified('contract')) },
    );
    expect(output).toMatchObject({ result: { clauses: ['1', '2'] } });
    expect(visited).toContain('Check edited result');
    expect(visited).not.toContain('Validate edited invoice');
  });
});
