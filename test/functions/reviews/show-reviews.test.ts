import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import type { ApiEvent } from '../../../functions/http/api-request.ts';
import { listReviews } from '../../../functions/list-reviews/list-reviews.ts';
import type { Reviewer } from '../../../functions/reviews/review-rows.ts';
import type { ReviewSubject } from '../../../functions/schemas/review.ts';
import { s3DocumentLinks, type DocumentLinks } from '../../../functions/show-review/document-links.ts';
import { showReview } from '../../../functions/show-review/show-review.ts';

import { localServices } from '../../local/resources/local-services.ts';
import { simulatedClock } from '../../support/simulated-clock.ts';
import {
  ANN,
  BOB,
  EVE,
  INVOICE,
  OPENED,
  parsed,
  reviewsTable,
  ReviewWorld,
  SUBJECT,
  type WorldOptions,
} from './review-world.ts';

let table: Awaited<ReturnType<typeof reviewsTable>>;
let services: Awaited<ReturnType<typeof localServices>>;
let s3: S3Client;
let links: DocumentLinks;
beforeAll(async () => {
  table = await reviewsTable();
  services = await localServices(simulatedClock());
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
  s3 = new S3Client({ endpoint: services.cloud.endpoint, region: 'us-east-1', credentials, forcePathStyle: true });
  links = s3DocumentLinks(() => s3);
  await s3.send(new CreateBucketCommand({ Bucket: 'documents' }));
  const page = { Bucket: 'documents', Key: 'INV-1.txt', ContentType: 'text/html', Body: '<script>alert(1)</script>' };
  await s3.send(new PutObjectCommand(page));
});
afterAll(async () => {
  s3.destroy();
  await services.close();
  await table.close();
});

async function opened(options: WorldOptions = {}) {
  const world = new ReviewWorld(table.client, options);
  await world.request(world.newToken());
  return world;
}

const show = async (world: ReviewWorld, reviewer: Reviewer = ANN, event: Partial<ApiEvent> = {}) =>
  parsed(
    await showReview({ ...world.event(reviewer), ...event }, { reviews: world.reviews(), store: world.store, links }),
  );
const list = async (world: ReviewWorld, query: Record<string, string> = {}, reviewer: Reviewer = ANN) =>
  parsed(await listReviews({ ...world.event(reviewer), queryStringParameters: query }, world.reviews()));

describe('show-review', () => {
  it('shows all that a reviewer needs, and no token', async () => {
    const world = await opened();
    const { status, body } = await show(world);
    expect(status).toBe(200);
    expect(body).toEqual({
      id: world.id,
      documentId: 'INV-1',
      type: 'invoice',
      amount: 12_345,
      currency: 'USD',
      group: 'managers',
      status: 'open',
      openedAt: '2026-11-21T14:00:00.000Z',
      dueAt: '2026-11-22T14:00:00.000Z',
      needed: 1,
      approvals: [],
      mayDecide: true,
      escalated: false,
      complete: true,
      version: 1,
      result: INVOICE,
      schema: expect.objectContaining({ type: 'object', additionalProperties: false }),
      completeness: SUBJECT.completeness,
      warnings: [],
      documentUrl: expect.any(String),
      format: 'txt',
      audit: [
        { at: '2026-11-21T14:00:00.000Z', who: 'workflow', what: 'asked managers to decide' },
        { at: '2026-11-21T14:00:00.000Z', who: 'workflow', what: 'told managers' },
      ],
    });
    expect(JSON.stringify(body)).not.toContain('token');
  });

  it('opens the document for five minutes, and never as a page', async () => {
    const { body } = await show(await opened());
    const url = new URL(body.documentUrl as string);
    expect(url.searchParams.get('X-Amz-Expires')).toBe('300');
    expect(url.searchParams.get('X-Amz-Date')).toBe('20261121T150000Z');
    expect(url.searchParams.get('response-content-disposition')).toBe('inline');
    const response = await fetch(url);
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(await response.text()).toBe('<script>alert(1)</script>');
    const pdf = { ...SUBJECT, document: { ...SUBJECT.document, format: 'pdf' } } as const;
    const shown = await show(await opened({ subject: pdf }));
    expect(new URL(shown.body.documentUrl as string).searchParams.get('response-content-type')).toBe('application/pdf');
  });

  it('shows edits, comments and the decision', async () => {
    const world = await opened({ needed: 2 });
    const result = { ...INVOICE, total: 1 };
    await world.post(ANN, { decision: 'edit', version: 1, result, comment: 'a\nline' });
    expect((await show(world)).body).toMatchObject({ version: 2, result: { total: 1 }, mayDecide: false });
    expect((await show(world, BOB)).body).toMatchObject({ mayDecide: true, approvals: [{ reviewer: 'ann' }] });
    await world.post(BOB, { decision: 'approve', version: 2 });
    const { body } = await show(world, BOB);
    expect(body).toMatchObject({
      status: 'decided',
      mayDecide: false,
      decision: { decision: 'edit', changes: [{ path: 'total', before: 12_345, after: 1 }] },
    });
    expect(body.audit.map(({ who, what }: { who: string; what: string }) => `${who} ${what}`)).toContain(
      'ann edited version 1 into 2, 1 value: total: a\nline',
    );
    expect(JSON.stringify(body)).not.toContain('sub of');
  });

  it('shows all changes of a decision that could not carry them', async () => {
    const world = await opened();
    const line = { description: 'x', quantity: 1, unitPrice: 1, amount: 1 };
    const lines = Array.from({ length: 300 }, () => line);
    await world.post(ANN, { decision: 'edit', version: 1, result: { ...INVOICE, lines } });
    const { decision } = (await show(world)).body;
    expect(decision.changes.length).toBeGreaterThan(300);
    expect(decision.changesRef).toBeUndefined();
  });

  it('follows addresses, and says so when nothing lies there any more', async () => {
    const answerRef = { bucket: 'claims', key: 'big' };
    const subject: ReviewSubject = { ...SUBJECT, content: { answerRef }, warnings: ['w'.repeat(200_000)] };
    const world = new ReviewWorld(table.client, { subject });
    world.store.objects.set('claims/big', JSON.stringify(INVOICE));
    await world.request(world.newToken());
    expect((await show(world)).body).toMatchObject({ result: INVOICE, warnings: [expect.stringMatching(/^w+$/)] });
    world.store.objects.delete('claims/big');
    const gone = [expect.anything(), expect.stringMatching(/is not kept any more/)];
    const { body } = await show(world);
    expect(body.result).toBeUndefined();
    expect(body.warnings).toEqual(gone);
    world.store.objects.clear();
    expect((await show(world)).body).toMatchObject({
      status: 'open',
      documentUrl: '',
      warnings: [expect.stringMatching(/is not kept any more/)],
    });
  });

  it('tells why there is nothing to approve', async () => {
    const problem = { code: 'EmptyDocument', message: 'The document is empty.' } as const;
    const { content: _, completeness: __, ...empty } = { ...SUBJECT, problem };
    const world = await opened({ subject: empty });
    const { body } = await show(world);
    expect(body).toMatchObject({ problem, amount: null, currency: null });
    expect([body.result, body.schema, body.complete]).toEqual([undefined, undefined, undefined]);
    const { reviews } = (await list(world)).body;
    expect(reviews.find(({ id }: { id: string }) => id === world.id)).toMatchObject({ problem: 'EmptyDocument' });
  });

  it('answers 404 to whatever is no review, and 403 to whoever is no reviewer', async () => {
    const world = await opened();
    for (const id of ['nothing', '../x', world.id.toUpperCase().replace('0000', 'ABCD'), undefined]) {
      expect(await show(world, ANN, { pathParameters: { id } })).toEqual({
        status: 404,
        body: { message: 'there is no such review' },
      });
    }
    expect(await show(world, ANN, { pathParameters: null })).toMatchObject({ status: 404 });
    const stranger = { ...ANN, groups: [] };
    for (const answer of [await show(world, stranger), await list(world, {}, stranger)]) {
      expect(answer).toMatchObject({
        status: 403,
        body: { message: expect.stringMatching(/in no group of reviewers/) },
      });
    }
  });

  it('refuses to work without the authorizer before it', async () => {
    const world = await opened();
    const event = { requestContext: { requestTimeEpoch: OPENED } };
    await expect(show(world, ANN, event)).rejects.toThrow(/did not pass our authorizer/);
  });

  it('is kept by no cache, and taken for nothing but JSON', async () => {
    const world = await opened();
    const { headers } = await showReview(world.event(ANN), { reviews: world.reviews(), store: world.store, links });
    expect(headers).toMatchObject({
      'Content-Type': 'application/json',
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
    });
  });
});

describe('list-reviews', () => {
  it('lists what is open by default, and whose it is to decide', async () => {
    const own = await reviewsTable();
    try {
      const worlds = [new ReviewWorld(own.client), new ReviewWorld(own.client)];
      for (const world of worlds) await world.request(world.newToken());
      const [first, second] = worlds as [ReviewWorld, ReviewWorld];
      await second.remind('escalate', 22);
      await first.post(ANN, { decision: 'reject', version: 1 });
      const { body } = await list(first, {}, EVE);
      expect(body).toEqual({
        reviews: [expect.objectContaining({ id: second.id, status: 'open', escalated: true, mayDecide: true })],
      });
      expect((await list(first, { status: 'decided' })).body.reviews).toMatchObject([
        { id: first.id, mayDecide: false },
      ]);
      expect(await list(first, { status: 'lost' })).toMatchObject({ status: 400 });
    } finally {
      await own.close();
    }
  });

  it('goes from page to page by what it said, and takes nothing else', async () => {
    const own = await reviewsTable();
    try {
      const worlds = Array.from({ length: 52 }, () => new ReviewWorld(own.client));
      for (const world of worlds) await world.request(world.newToken());
      const [world] = worlds as [ReviewWorld];
      const first = (await list(world)).body;
      expect(first.reviews).toHaveLength(50);
      const { body } = await list(world, { next: first.next as string });
      expect(body).toEqual({ reviews: [expect.anything(), expect.anything()] });
      for (const next of ['', 'x', Buffer.from('{}').toString('base64url')]) {
        expect(await list(world, { next })).toMatchObject({
          status: 400,
          body: { message: expect.stringMatching(/^next:/) },
        });
      }
    } finally {
      await own.close();
    }
  });
});
