/** The reviews of the local cloud, as a person at the page would use them: by the REST API with a token of the development issuer. */
export interface LocalReviews {
  readonly page: string;
  /** The open review of a document; undefined while there is none. */
  openFor(documentId: string): Promise<Review | undefined>;
  /** Decides as reviewers with the groups that it takes, as many as it takes. Rejects what cannot be approved. */
  decide(review: Review): Promise<string>;
}

export interface Review {
  readonly id: string;
  readonly documentId: string;
  readonly group: string;
  readonly needed: number;
  readonly version: number;
  readonly problem?: { readonly message: string };
}

const API = 'signalbox-reviews';
const STAGE = 'v1';
/** Two, for what needs two pairs of eyes. */
const REVIEWERS = ['robin@example.com', 'sam@example.com'];

export function localReviews(endpoint: string): LocalReviews {
  const page = `${endpoint}/_local/apigateway/${API}/${STAGE}/`;

  async function json<T>(url: string, init: RequestInit = {}): Promise<T> {
    const response = await fetch(url, init);
    const text = await response.text();
    if (!response.ok) throw new Error(`${init.method ?? 'GET'} ${url} answered ${response.status}: ${text}`);
    return JSON.parse(text) as T;
  }

  async function tokenOf(username: string, groups: readonly string[]): Promise<string> {
    const { pools } = await json<{
      pools: readonly { readonly id: string; readonly clients: readonly { id: string }[] }[];
    }>(`${endpoint}/_local/cognito`);
    const [pool] = pools;
    if (pool === undefined) throw new Error('the app has no user pool to sign in with');
    const answer = await json<{ id_token: string }>(`${endpoint}/_local/cognito/${pool.id}/tokens`, {
      method: 'POST',
      body: JSON.stringify({ username, groups, clientId: pool.clients[0]?.id }),
    });
    return answer.id_token;
  }

  const as = (token: string) => ({ headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' } });

  return {
    page,
    async openFor(documentId) {
      const token = await tokenOf('robin@example.com', ['reviewers']);
      for (let next: string | undefined = ''; next !== undefined;) {
        const more: string = next === '' ? '' : `&next=${encodeURIComponent(next)}`;
        const list: { readonly reviews: readonly Review[]; readonly next?: string } = await json(
          `${page}reviews?status=open${more}`,
          as(token),
        );
        const found = list.reviews.find((review) => review.documentId === documentId);
        if (found !== undefined) return json<Review>(`${page}reviews/${found.id}`, as(token));
        next = list.next;
      }
      return undefined;
    },
    async decide({ id, group, needed, version, problem }) {
      const decision = problem === undefined ? 'approve' : 'reject';
      const by = REVIEWERS.slice(0, decision === 'approve' ? needed : 1);
      for (const username of by) {
        await json(`${page}reviews/${id}/decision`, {
          method: 'POST',
          ...as(await tokenOf(username, [group])),
          body: JSON.stringify({ decision, version, comment: problem?.message ?? 'Decided by the sample reviewer' }),
        });
      }
      return `${decision === 'approve' ? 'approved' : 'rejected'} by ${by.join(' and ')} (${group})`;
    },
  };
}
