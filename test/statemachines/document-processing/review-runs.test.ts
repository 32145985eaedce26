import { beforeAll, describe, expect, it } from '@jest/globals';

import type { Json } from '../../../local/query/json.ts';
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
  processDocument,
} from './stub-world.ts';

const nobody = { decides: () => undefined };
const json = (value: unknown) => value as Json;

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
