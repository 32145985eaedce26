import { CreateTableCommand, DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';

import { closeReview } from '../../../functions/close-review/close-review.ts';
import { decideReview } from '../../../functions/decide-review/decide-review.ts';
import type { ApiAnswer } from '../../../functions/http/api-answer.ts';
import type { ApiEvent } from '../../../functions/http/api-request.ts';
import { remindReviewer } from '../../../functions/remind-reviewer/remind-reviewer.ts';
import { requestReview } from '../../../functions/request-review/request-review.ts';
import type { NoticeKind } from '../../../functions/reviews/notices.ts';
import type { Reviewer } from '../../../functions/reviews/review-rows.ts';
import { BY_STATUS, LISTED } from '../../../functions/schemas/review-index.ts';
import type { Invoice } from '../../../functions/schemas/results.ts';
import type { ReviewOutcome, ReviewRequest, ReviewSubject } from '../../../functions/schemas/review.ts';
import { waitingOf, type WaitingReview } from '../../../functions/stores/review-items.ts';
import { dynamodbReviews, type Reviews } from '../../../functions/stores/reviews.ts';
import { dynamodbService } from '../../../local/api/hosted-services.ts';
import { startServer } from '../../../local/api/server.ts';
import { dynamodbEngine } from '../../../local/resources/hosted/dynamodb-engine.ts';
import { memoryClaimChecks } from '../fakes.ts';

export const TABLE = 'signalbox-reviews';
export const OPENED = Date.UTC(2026, 10, 21, 14);
const HOUR = 3_600_000;

/** The table as infra has it, on the real engine. */
export async function reviewsTable() {
  const engine = dynamodbEngine();
  const server = await startServer({ port: 0, services: [dynamodbService(engine)] });
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
  const client = new DynamoDBClient({ endpoint: server.url, region: 'us-east-1', credentials, maxAttempts: 1 });
  await client.send(
    new CreateTableCommand({
      TableName: TABLE,
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [
        { AttributeName: 'id', AttributeType: 'S' },
        { AttributeName: 'status', AttributeType: 'S' },
        { AttributeName: 'openedAt', AttributeType: 'N' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: BY_STATUS,
          KeySchema: [
            { AttributeName: 'status', KeyType: 'HASH' },
            { AttributeName: 'openedAt', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: [...LISTED] },
        },
      ],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
  return {
    client,
    async close() {
      client.destroy();
      await server.close();
      await engine.close();
    },
  };
}

export type Send = Pick<DynamoDBClient, 'send'>;

/** What a run of a function meets at its n-th call to the outside: its death before or after, or an answer that is lost. */
export interface Fault {
  readonly call: number;
  readonly kind: 'before' | 'after' | 'repeated';
}

/** Step Functions' side of the tokens: one waits at a time, and is answered at most once. */
export class Tasks {
  readonly #waiting = new Map<string, (output: string) => void>();
  readonly sent: { readonly token: string; readonly output: string; readonly taken: boolean }[] = [];

  wait(token: string): Promise<ReviewOutcome> {
    return new Promise((resolve) => this.#waiting.set(token, (output) => resolve(JSON.parse(output) as ReviewOutcome)));
  }

  /** False when it has been answered. */
  timeOut(token: string): boolean {
    return this.#waiting.delete(token);
  }

  succeed(token: string, output: string): boolean {
    const answer = this.#waiting.get(token);
    this.#waiting.delete(token);
    this.sent.push({ token, output, taken: answer !== undefined });
    answer?.(output);
    return answer !== undefined;
  }
}

export const managers = (...names: string[]): Reviewer[] =>
  names.map((name) => ({ sub: `sub of ${name}`, name, groups: ['managers'] }));
export const [ANN, BOB, CID] = managers('ann', 'bob', 'cid') as [Reviewer, Reviewer, Reviewer];
export const EVE: Reviewer = { sub: 'sub of eve', name: 'eve', groups: ['backup-reviewers'] };

export const INVOICE: Invoice = {
  vendor: 'Acme',
  invoiceNumber: '7',
  invoiceDate: '2026-11-20',
  purchaseOrder: 'PO-1',
  currency: 'USD',
  lines: [
    { description: 'Bolts', quantity: 10, unitPrice: 100, amount: 1000 },
    { description: 'Nuts', quantity: 1, unitPrice: 11_345, amount: 11_345 },
  ],
  declaredLineCount: 2,
  subtotal: 12_345,
  tax: 0,
  total: 12_345,
};

export const SUBJECT: ReviewSubject & Required<Pick<ReviewSubject, 'document'>> = {
  documentId: 'INV-1',
  type: 'invoice',
  document: { source: { bucket: 'documents', key: 'INV-1.txt' }, format: 'txt' },
  content: { answer: INVOICE },
  completeness: { complete: true, gaps: [], amount: 12_345, currency: 'USD' },
  warnings: [],
};

export interface WorldOptions {
  readonly subject?: ReviewSubject;
  readonly needed?: number;
  /** Stands between functions and everything outside of them. */
  readonly between?: <T>(work: () => Promise<T>) => Promise<T>;
}

let worlds = 0;

/** One review: its functions on the real table, and what they told the outside. */
export class ReviewWorld {
  readonly id = `00000000-0000-4000-8000-${String(worlds++).padStart(12, '0')}`;
  readonly tasks = new Tasks();
  readonly notices: { readonly kind: NoticeKind; readonly review: { readonly id: string } }[] = [];
  readonly store = memoryClaimChecks();
  readonly measured: string[] = [];
  readonly faults: string[] = [];
  readonly #client: DynamoDBClient;
  readonly #options: WorldOptions;
  #acts = 0;
  #tokens = 0;

  constructor(client: DynamoDBClient, options: WorldOptions = {}) {
    this.#client = client;
    this.#options = options;
  }

  newToken(): string {
    return `token ${this.id} ${(this.#tokens += 1)}`;
  }

  /** A round that waits with a token of its own; hours count from the beginning. */
  request(token: string, hours = 0, fault?: Fault): Promise<void> {
    const { subject = SUBJECT, needed = 1 } = this.#options;
    const request: ReviewRequest = {
      taskToken: token,
      reviewId: this.id,
      execution: 'arn:aws:states:us-east-1:000000000000:execution:document-processing:e',
      subject,
      approver: { group: 'managers', needed },
      at: OPENED + hours * HOUR,
      openedAt: OPENED,
      dueAt: OPENED + 24 * HOUR,
    };
    return requestReview(request, this.#tools(fault));
  }

  remind(kind: 'remind' | 'escalate', hours: number, fault?: Fault): Promise<void> {
    return remindReviewer({ reviewId: this.id, kind, at: OPENED + hours * HOUR }, this.#tools(fault));
  }

  closing(hours = 24, fault?: Fault): Promise<ReviewOutcome> {
    return closeReview({ reviewId: this.id, at: OPENED + hours * HOUR }, this.#tools(fault));
  }

  event(reviewer: Reviewer, body?: unknown, hours = 1): ApiEvent {
    return {
      pathParameters: { id: this.id },
      queryStringParameters: null,
      body: body === undefined ? null : JSON.stringify(body),
      requestContext: {
        requestTimeEpoch: OPENED + hours * HOUR,
        authorizer: { sub: reviewer.sub, name: reviewer.name, groups: JSON.stringify(reviewer.groups) },
      },
    };
  }

  async post(reviewer: Reviewer, body: object, { hours = 1, fault }: { hours?: number; fault?: Fault } = {}) {
    return parsed(await decideReview(this.event(reviewer, body, hours), this.#tools(fault)));
  }

  /** The reviews as a function uses them. */
  reviews(): Reviews {
    return this.#tools().reviews;
  }

  /** What lies in the table, by nobody's way in. */
  async stored(): Promise<WaitingReview> {
    const { Item } = await this.#client.send(
      new GetItemCommand({ TableName: TABLE, Key: { id: { S: this.id } }, ConsistentRead: true }),
    );
    if (Item === undefined) throw new Error('there is no review yet');
    return waitingOf(Item);
  }

  /** The lines of the audit trail, without their times. */
  async trail(): Promise<readonly string[]> {
    return (await this.stored()).audit.map(({ who, what }) => `${who} ${what}`);
  }

  #tools(fault?: Fault) {
    const { between = (work) => work() } = this.#options;
    let calls = 0;
    let dead = false;
    const outside = <T>(work: () => Promise<T>): Promise<T> =>
      between(async () => {
        calls += 1;
        const meets = fault?.call === calls ? fault.kind : undefined;
        if (dead || meets === 'before') {
          dead = true;
          throw new Error('killed');
        }
        if (meets === 'repeated') await work();
        const answer = await work();
        if (meets === 'after') {
          dead = true;
          throw new Error('killed');
        }
        return answer;
      });
    const client = {
      send: (command: Parameters<DynamoDBClient['send']>[0]) => outside(() => this.#client.send(command)),
    } as unknown as Send;
    return {
      reviews: dynamodbReviews(TABLE, () => client),
      store: this.store,
      tasks: {
        succeed: (token: string, output: string) => outside(() => Promise.resolve(this.tasks.succeed(token, output))),
      },
      notify: (kind: NoticeKind, review: { readonly id: string }) =>
        outside(() => Promise.resolve(void this.notices.push({ kind, review }))),
      fault: (what: string) => void this.faults.push(what),
      recordDecision: (_id: string, decision: string, openedAt: number, at: number) =>
        void this.measured.push(`${decision} after ${(at - openedAt) / 60_000} min`),
      recordTimeout: () => void this.measured.push('timeout'),
      newActId: () => `act ${(this.#acts += 1)}`,
    };
  }
}

export interface Parsed {
  readonly status: number;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- what a test looks at, it asserts
  readonly body: any;
}

export function parsed({ statusCode, body }: ApiAnswer): Parsed {
  return { status: statusCode, body: JSON.parse(body) as unknown };
}
