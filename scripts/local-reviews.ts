import { setTimeout as sleep } from 'node:timers/promises';

/** The reviews of the local cloud, as a person at the page would use them: by the REST API, with a token of the development issuer. */
export interface LocalReviews {
  /** Where a person opens a review: the link of its notification, which is the address that the sign-in knows. */
  linkTo(review: ReviewRow): Promise<string>;
  list(status: ReviewStatus): AsyncGenerator<ReviewRow>;
  /** The open review of a document, or of a question by its label, the latest where there are several; undefined while there is none. */
  openFor(documentId: string): Promise<ReviewRow | undefined>;
  /**
   * Approves as reviewers of the group that it takes, as many as it takes; rejects what has no result. A question gets an answer
   * first. Says who did what.
   */
  decide(review: ReviewRow, answer?: string): Promise<string>;
}

export type ReviewStatus = 'open' | 'decided' | 'timed-out';

export interface ReviewRow {
  readonly id: string;
  /** Of a question, where it comes from, e.g. `agent-loop: quarterly-figures`. */
  readonly documentId: string;
  /** E.g. `invoice`, or `question`. */
  readonly type: string;
  readonly status: string;
  /** ISO 8601. */
  readonly openedAt: string;
  readonly group: string;
  readonly needed: number;
  readonly approvals: readonly unknown[];
  readonly problem?: string;
}

interface ReviewShown {
  readonly type: string;
  readonly version: number;
  readonly result?: Readonly<Record<string, unknown>>;
}

type Decision =
  | { readonly decision: 'approve' | 'reject' }
  | { readonly decision: 'edit'; readonly result: Readonly<Record<string, unknown>> };

const ANSWER = 'Please go on with what the documents say.';

const FIRST_WAIT_MS = 100;
const LAST_WAIT_MS = 12_800;

const API = 'signalbox-reviews';
const STAGE = 'v1';
/** Two, for what needs two pairs of eyes. */
const REVIEWERS = ['robin@example.com', 'sam@example.com'];

export function localReviews(endpoint: string): LocalReviews {
  const page = `${endpoint}/_local/apigateway/${API}/${STAGE}/`;
  const tokens = new Map<string, Promise<string>>();

  async function json<T>(url: string, init: RequestInit = {}): Promise<T> {
    let response = await fetch(url, init);
    let text = await response.text();
    // The stage lets so many requests through in a second; whoever hears so waits, and asks again.
    for (let wait = FIRST_WAIT_MS; response.status === 429 && wait <= LAST_WAIT_MS; wait *= 2) {
      await sleep(wait * (0.5 + Math.random()));
      response = await fetch(url, init);
      text = await response.text();
    }
    if (!response.ok) throw new Error(`${init.method ?? 'GET'} ${url} answered ${response.status}: ${text}`);
    return JSON.parse(text) as T;
  }

  async function signIn(username: string, group: string): Promise<string> {
    const [pool] = await json<readonly { readonly id: string }[]>(`${endpoint}/_local/cognito`);
    if (pool === undefined) throw new Error('the app has no user pool to sign in with');
    const answer = await json<{ readonly id_token: string }>(`${endpoint}/_local/cognito/${pool.id}/tokens`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username, groups: [group] }),
    });
    return answer.id_token;
  }

  async function as(username: string, group: string): Promise<{ readonly headers: Record<string, string> }> {
    const key = `${username} ${group}`;
    const token = tokens.get(key) ?? signIn(username, group);
    tokens.set(key, token);
    return { headers: { authorization: `Bearer ${await token}`, 'content-type': 'application/json' } };
  }

  async function* list(status: ReviewStatus): AsyncGenerator<ReviewRow> {
    let next: string | undefined;
    do {
      const query = new URLSearchParams({ status, ...(next !== undefined && { next }) });
      const found: { readonly reviews: readonly ReviewRow[]; readonly next?: string } = await json(
        `${page}reviews?${query.toString()}`,
        await as('robin@example.com', 'reviewers'),
      );
      yield* found.reviews;
      next = found.next;
    } while (next !== undefined);
  }

  return {
    list,
    async linkTo({ id }) {
      const inbox = await json<readonly { readonly message: string }[]>(`${endpoint}/_local/inbox`);
      const links = inbox.flatMap(({ message }) => message.match(/https?:\S+/g) ?? []);
      return links.find((link) => link.includes(id)) ?? `${page}?review=${id}`;
    },
    async openFor(documentId) {
      let latest: ReviewRow | undefined;
      for await (const review of list('open')) {
        if (review.documentId === documentId && review.openedAt >= (latest?.openedAt ?? '')) latest = review;
      }
      return latest;
    },
    async decide({ id, type, group, needed, approvals, problem }, answer = ANSWER) {
      const by = REVIEWERS.slice(approvals.length, problem === undefined ? needed : 1);
      for (const username of by) {
        const signedIn = await as(username, group);
        const shown = await json<ReviewShown>(`${page}reviews/${id}`, signedIn);
        const decision = problem === undefined ? consent(shown, answer) : { decision: 'reject' };
        const body = JSON.stringify({ ...decision, version: shown.version, comment: 'Decided by the sample reviewer' });
        await json(`${page}reviews/${id}/decision`, { method: 'POST', ...signedIn, body });
      }
      const done = type === 'question' ? 'answered' : 'approved';
      return `${problem === undefined ? done : 'rejected'} by ${by.join(' and ')} (${group})`;
    },
  };
}

/** What a reviewer does who agrees: answers a question that nobody has answered, approves everything else. */
function consent({ type, result }: ReviewShown, answer: string): Decision {
  if (type !== 'question' || result?.answer !== '') return { decision: 'approve' };
  return { decision: 'edit', result: { ...result, answer } };
}
