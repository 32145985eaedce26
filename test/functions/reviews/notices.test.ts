import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { noticeOf, type NoticeKind } from '../../../functions/reviews/notices.ts';
import { topicNotices } from '../../../functions/reviews/review-topic.ts';
import type { ReviewSummary } from '../../../functions/stores/review-items.ts';
import { localServices } from '../../local/resources/local-services.ts';
import { simulatedClock } from '../../support/simulated-clock.ts';
import { OPENED } from './review-world.ts';

const PAGE = 'https://reviews.example/v1/';
const REVIEW: ReviewSummary = {
  id: '00000000-0000-4000-8000-000000000000',
  status: 'open',
  documentId: 'INV-1',
  facts: { type: 'invoice', amount: 12_345, currency: 'USD', complete: true, hasContent: true },
  approver: { group: 'directors', needed: 2 },
  openedAt: OPENED,
  dueAt: OPENED + 24 * 3_600_000,
  approvals: [],
  escalated: false,
};
const KINDS: readonly NoticeKind[] = ['review', 'remind', 'escalate', 'second-reviewer'];

describe('a notice', () => {
  it('says what, who, until when and where', () => {
    expect(noticeOf('review', REVIEW, PAGE)).toEqual({
      subject: 'Review: invoice INV-1 (12,345.00 USD)',
      message: [
        'A document waits for a decision of directors.',
        '',
        'Document: INV-1, invoice',
        'Amount: 12,345.00 USD',
        'Who decides: 2 different members of directors',
        'Until: 2026-11-22 14:00 UTC',
        '',
        'https://reviews.example/v1/?review=00000000-0000-4000-8000-000000000000',
      ].join('\n'),
      attributes: { group: 'directors', kind: 'review' },
    });
  });

  it('of an escalation is for the backup group', () => {
    const review = { ...REVIEW, approver: { group: 'managers', needed: 1 }, escalated: true };
    const { subject, message, attributes } = noticeOf('escalate', review, PAGE);
    expect(subject).toMatch(/^Escalated: /);
    expect(message).toContain('Who decides: a member of managers or backup-reviewers');
    expect(attributes).toEqual({ group: 'backup-reviewers', kind: 'escalate' });
  });

  it('asks for the second reviewer', () => {
    const review = { ...REVIEW, approvals: [{ sub: 's', reviewer: 'ann', at: OPENED }] };
    const { message, attributes } = noticeOf('second-reviewer', review, PAGE);
    expect(message).toMatch(/^ann approved a document; another reviewer of directors has to\.\n/);
    expect(attributes.group).toBe('directors');
  });

  it('of a question asks for an answer, and says nothing of what is asked', () => {
    const facts = { type: 'question', amount: null, currency: null, hasContent: true } as const;
    const approver = { group: 'reviewers', needed: 1 };
    const review = { ...REVIEW, documentId: 'agent-loop: price-comparison', facts, approver };
    expect(noticeOf('review', review, PAGE)).toEqual({
      subject: 'Answer needed: question agent-loop: price-comparison',
      message: [
        'A question of an agent waits for an answer of reviewers.',
        '',
        'Asked by: agent-loop: price-comparison',
        'Who answers: a member of reviewers',
        'Until: 2026-11-22 14:00 UTC',
        '',
        'https://reviews.example/v1/?review=00000000-0000-4000-8000-000000000000',
      ].join('\n'),
      attributes: { group: 'reviewers', kind: 'review' },
    });
    const approvals = [{ sub: 's', reviewer: 'ann', at: OPENED }];
    const sentences = KINDS.map((kind) => noticeOf(kind, { ...review, approvals }, PAGE).message.split('\n')[0]);
    expect(sentences.slice(1)).toEqual([
      'A question of an agent still waits for an answer of reviewers.',
      'Nobody has answered the question of an agent yet; now backup-reviewers may, too.',
      'ann answered the question of an agent; another reviewer of reviewers has to approve the answer.',
    ]);
  });

  it('of what nobody could read says why', () => {
    const facts = {
      type: 'unknown',
      amount: null,
      currency: null,
      problem: 'EncryptedDocument',
      hasContent: false,
    } as const;
    const { subject, message } = noticeOf('review', { ...REVIEW, facts }, PAGE);
    expect(subject).toBe('Review: document INV-1');
    expect(message).toContain('Document: INV-1, of unknown type\nProblem: EncryptedDocument\nWho');
  });

  it('leaves out a currency that is none', () => {
    const facts = { ...REVIEW.facts, currency: 'USD now, call 555' };
    expect(noticeOf('review', { ...REVIEW, facts }, PAGE).subject).toBe('Review: invoice INV-1 (12,345.00)');
  });

  it('is what SNS takes, whatever names and amounts are', () => {
    const text = fc.oneof(fc.string(), fc.string({ unit: 'binary', maxLength: 200 }), fc.constant('a\r\nBcc: x'));
    const type = fc.constantFrom('proposal_request' as const, 'question' as const);
    const amount = fc.oneof(
      fc.double({ noNaN: true }),
      fc.constantFrom(null, 999_999_999_999_999, -999_999_999_999_999),
    );
    fc.assert(
      fc.property(fc.constantFrom(...KINDS), type, text, text, amount, (kind, type, documentId, reviewer, money) => {
        const facts = { ...REVIEW.facts, type, amount: money };
        const approvals = [{ sub: 's', reviewer, at: OPENED }];
        const { subject, message } = noticeOf(kind, { ...REVIEW, documentId, facts, approvals }, PAGE);
        expect(subject).toMatch(/^[\x20-\x7e]{1,99}$/);
        expect(message).toMatch(/^[\x20-\x7e\n]+$/);
        expect(message.split('\n').length).toBeLessThanOrEqual(8);
      }),
    );
  });
});

describe('the topic', () => {
  let services: Awaited<ReturnType<typeof localServices>>;
  let sns: SNSClient;
  let sqs: SQSClient;
  beforeAll(async () => {
    services = await localServices(simulatedClock());
    const aws = {
      endpoint: services.cloud.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    };
    sns = new SNSClient(aws);
    sqs = new SQSClient(aws);
  });
  afterAll(async () => {
    sns.destroy();
    sqs.destroy();
    await services.close();
  });

  it('brings a notice to those whose filter wants their group', async () => {
    const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: 'signalbox-reviews' }));
    const inbox = async (group: string) => {
      const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: group }));
      const Endpoint = `arn:aws:sqs:us-east-1:000000000000:${group}`;
      const Attributes = { FilterPolicy: JSON.stringify({ group: [group] }) };
      await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint, Attributes }));
      const url = `${services.cloud.endpoint}${new URL(QueueUrl).pathname}`;
      return async () =>
        ((await sqs.send(new ReceiveMessageCommand({ QueueUrl: url }))).Messages ?? []).map(
          ({ Body = '' }) => JSON.parse(Body) as { Subject: string; Message: string },
        );
    };
    const [directors, managers] = [await inbox('directors'), await inbox('managers')];
    await topicNotices(TopicArn, PAGE, () => sns)('review', REVIEW);
    const { subject, message } = noticeOf('review', REVIEW, PAGE);
    expect(await directors()).toMatchObject([{ Subject: subject, Message: message }]);
    expect(await managers()).toEqual([]);
  });
});
