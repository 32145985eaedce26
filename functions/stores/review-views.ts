import { GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BY_STATUS, LISTED } from '../schemas/review-index.ts';
import { numberOf, numeric } from './conditional-update.ts';
import type { Item } from './conditional-update.ts';
import { reviewOf, summaryOf } from './review-items.ts';
import type { Review, ReviewStatus, ReviewSummary } from './review-items.ts';

/** What the API shows of reviews; no view reads a task token. */
export interface ReviewViews {
  read(id: string): Promise<Review | undefined>;
  /** A page of the reviews with a status: what waits longest first, of others what is newest. */
  list(status: ReviewStatus, after?: ListPlace): Promise<ReviewPage>;
}

/** The last review of a page. */
export interface ListPlace {
  readonly id: string;
  readonly openedAt: number;
}

export interface ReviewPage {
  readonly reviews: readonly ReviewSummary[];
  /** Where the next page begins; absent on the last. */
  readonly next?: ListPlace;
}

/** Rows of a page of the list. */
export const PAGE = 50;

export function dynamodbReviewViews(TableName: string, client: () => DynamoDBClient): ReviewViews {
  return {
    async read(id) {
      const { Item: item } = await client().send(
        new GetItemCommand({ TableName, Key: { id: { S: id } }, ConsistentRead: true, ...projected(SHOWN) }),
      );
      return item && reviewOf(item);
    },

    async list(status, after) {
      const { Items = [], LastEvaluatedKey: last } = await client().send(
        new QueryCommand({
          TableName,
          IndexName: BY_STATUS,
          KeyConditionExpression: '#status = :status',
          ExpressionAttributeValues: { ':status': { S: status } },
          ScanIndexForward: status === 'open',
          Limit: PAGE,
          ...projected(ROW),
          ...(after && { ExclusiveStartKey: startKey(status, after) }),
        }),
      );
      return {
        reviews: Items.map(summaryOf),
        ...(last && { next: { id: last.id?.S ?? '', openedAt: numberOf(last.openedAt) } }),
      };
    },
  };
}

const ROW = ['id', 'status', 'openedAt', ...LISTED];
// Everything but the token.
const SHOWN = [
  ...ROW,
  'execution',
  'version',
  'subject',
  'result',
  'decision',
  'sentAt',
  'notifiedAt',
  'remindedAt',
  'audit',
];

/** Several of these names are DynamoDB's own words, so all are replaced. */
function projected(attributes: readonly string[]) {
  return {
    ProjectionExpression: attributes.map((name) => `#${name}`).join(', '),
    ExpressionAttributeNames: Object.fromEntries(attributes.map((name) => [`#${name}`, name])),
  };
}

function startKey(status: ReviewStatus, { id, openedAt }: ListPlace): Item {
  return { id: { S: id }, status: { S: status }, openedAt: numeric(openedAt) };
}
