import { setTimeout as sleep } from 'node:timers/promises';

import type { DecisionRequest, ReviewList, ReviewRow, ReviewView } from '../../functions/schemas/review-api.ts';

/** What an API answered, whatever it was. */
export interface Answered<T> {
  readonly status: number;
  readonly body: T;
}

/** A person with a token of the development issuer, at the reviews API of a local cloud. */
export class Reviewer {
  readonly #api: string;
  readonly #token: string;

  private constructor(api: string, token: string) {
    this.#api = api;
    this.#token = token;
  }

  static async signIn(endpoint: string, username: string, groups: readonly string[]): Promise<Reviewer> {
    const [pool] = (await (await fetch(`${endpoint}/_local/cognito`)).json()) as [{ readonly id: string }];
    const response = await fetch(`${endpoint}/_local/cognito/${pool.id}/tokens`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username, groups }),
    });
    const { id_token: token } = (await response.json()) as { readonly id_token: string };
    return new Reviewer(reviewsApi(endpoint), token);
  }

  async list(status: ReviewRow['status'] = 'open'): Promise<readonly ReviewRow[]> {
    const rows: ReviewRow[] = [];
    for (let next: string | undefined = ''; next !== undefined;) {
      const more: string = next === '' ? '' : `&next=${encodeURIComponent(next)}`;
      const { body }: Answered<ReviewList> = await this.#ask('GET', `reviews?status=${status}${more}`);
      rows.push(...body.reviews);
      next = body.next;
    }
    return rows;
  }

  show(id: string): Promise<Answered<ReviewView>> {
    return this.#ask('GET', `reviews/${id}`);
  }

  decide(id: string, decision: Partial<DecisionRequest>): Promise<Answered<Record<string, unknown>>> {
    return this.#ask('POST', `reviews/${id}/decision`, decision);
  }

  /** The open review of a document, once there is one. */
  async waitFor(documentId: string): Promise<ReviewView> {
    for (;;) {
      const row = (await this.list()).find((review) => review.documentId === documentId);
      if (row !== undefined) return (await this.show(row.id)).body;
      await sleep(50);
    }
  }

  async #ask<T>(method: string, path: string, body?: unknown): Promise<Answered<T>> {
    const response = await fetch(`${this.#api}${path}`, {
      method,
      headers: { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as T };
  }
}

export function reviewsApi(endpoint: string): string {
  return `${endpoint}/_local/apigateway/signalbox-reviews/v1/`;
}
