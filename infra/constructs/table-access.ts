import { Aws } from 'aws-cdk-lib';
import {
  ANSWERS_TABLE,
  BREAKER_CHANGED,
  BREAKER_KEYS,
  BREAKERS_TABLE,
  BUDGETS_TABLE,
  DEALS_TABLE,
  EVENT_SOURCE,
  PURCHASE_ORDERS_TABLE,
  REVIEWS_TABLE,
  STEP_BOARDS_TABLE,
} from '../../functions/environment.ts';
import { BY_STATUS } from '../../functions/schemas/review-index.ts';
import type { Tables } from '../stacks/storage.ts';
import type { NodeFunction } from './node-function.ts';

/** Gives functions their tables: permission and environment together. */
export class TableAccess {
  readonly #tables: Tables;

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  /** To write to breakers, and to tell the bus when one changes. */
  grantBreakers(fn: NodeFunction): void {
    this.#allow(fn, this.#tables.breakers, ['BatchGetItem', 'GetItem', 'UpdateItem']);
    fn.allow(['events:PutEvents'], [`arn:${Aws.PARTITION}:events:${PLACE}:event-bus/default`], {
      StringEquals: { 'events:source': EVENT_SOURCE, 'events:detail-type': BREAKER_CHANGED },
    });
    fn.addEnvironment(BREAKERS_TABLE, this.#tables.breakers);
  }

  /** To do with breakers what an operator asks for; the audit trail is in their table. */
  grantOperations(fn: NodeFunction, breakers: readonly string[]): void {
    this.grantBreakers(fn);
    fn.addEnvironment(BREAKER_KEYS, JSON.stringify(breakers));
  }

  grantAnswers(fn: NodeFunction): void {
    this.#allow(fn, this.#tables.answers, ['GetItem', 'BatchWriteItem']);
    fn.addEnvironment(ANSWERS_TABLE, this.#tables.answers);
  }

  grantBudgets(fn: NodeFunction): void {
    this.#allow(fn, this.#tables.budgets, ['GetItem', 'UpdateItem']);
    fn.addEnvironment(BUDGETS_TABLE, this.#tables.budgets);
  }

  grantPurchaseOrders(fn: NodeFunction): void {
    this.#allow(fn, this.#tables.purchaseOrders, ['GetItem']);
    fn.addEnvironment(PURCHASE_ORDERS_TABLE, this.#tables.purchaseOrders);
  }

  grantDeals(fn: NodeFunction): void {
    this.#allow(fn, this.#tables.deals, ['GetItem']);
    fn.addEnvironment(DEALS_TABLE, this.#tables.deals);
  }

  /** To look at reviews, and to change them where `writes` says so; nobody deletes one, and its audit trail with it. */
  grantReviews(fn: NodeFunction, { writes }: { readonly writes: boolean }): void {
    this.#allow(fn, this.#tables.reviews, ['GetItem', ...(writes ? ['UpdateItem'] : [])]);
    fn.addEnvironment(REVIEWS_TABLE, this.#tables.reviews);
  }

  /** To lay out a board of steps, or to note on one who does which, and what came of it. */
  grantStepBoards(fn: NodeFunction, { creates }: { readonly creates: boolean }): void {
    this.#allow(fn, this.#tables.stepBoards, ['GetItem', creates ? 'PutItem' : 'UpdateItem']);
    fn.addEnvironment(STEP_BOARDS_TABLE, this.#tables.stepBoards);
  }

  /** To list reviews by their state. */
  grantReviewList(fn: NodeFunction): void {
    this.#allow(fn, `${this.#tables.reviews}/index/${BY_STATUS}`, ['Query']);
    fn.addEnvironment(REVIEWS_TABLE, this.#tables.reviews);
  }

  #allow(fn: NodeFunction, table: string, actions: readonly string[]): void {
    fn.allow(
      actions.map((action) => `dynamodb:${action}`),
      [`arn:${Aws.PARTITION}:dynamodb:${PLACE}:table/${table}`],
    );
  }
}

const PLACE = `${Aws.REGION}:${Aws.ACCOUNT_ID}`;
