import { join } from 'node:path';
import { functionFolder } from '../../infra/constructs/functions-bundle.ts';
import type {
  ApiError,
  DecisionAnswer,
  DecisionRequest,
  ReviewRow,
  ReviewView,
  Settings,
} from '../../functions/schemas/review-api.ts';
import { FakeIssuer } from './fake-issuer.ts';
import { listen, type Answer, type FakeServer, type Request } from './fake-server.ts';

const STAGE = '/v1';
const CLIENT_ID = 'review-page';

type ServePage = (
  event: { resource: string; headers: Readonly<Record<string, unknown>> },
  context: { awsRequestId: string },
) => Promise<{ statusCode: number; headers: Readonly<Record<string, string>>; body: string }>;

/**
 * The reviews API without what lies behind it: the page from its real bundle, reviews from a list, and decisions answered as
 * a test says. The issuer and the documents are at another origin, as they are on AWS.
 */
export class FakeReviews {
  readonly reviews = new Map<string, ReviewView>();
  /** What was decided, in order. */
  readonly decisions: { readonly id: string; readonly request: DecisionRequest }[] = [];
  readonly issuer: FakeIssuer;
  /** Answers the next decisions; without any, decisions are accepted. */
  readonly answers: { status: number; body: ApiError | DecisionAnswer; before?: () => void }[] = [];
  /** How many reviews a page of the list has. */
  pageSize = 100;
  readonly #servePage: ServePage;
  #server: FakeServer | undefined;

  private constructor(issuer: FakeIssuer, servePage: ServePage) {
    this.issuer = issuer;
    this.#servePage = servePage;
  }

  static async start(): Promise<FakeReviews> {
    const issuer = await FakeIssuer.start(CLIENT_ID);
    process.env.OIDC_ISSUER = issuer.url;
    process.env.AWS_ENDPOINT_URL = issuer.url;
    const bundle = (await import(join(functionFolder('serve-page'), 'index.mjs'))) as { handler: ServePage };
    const fake = new FakeReviews(issuer, bundle.handler);
    fake.#server = await listen((request) => fake.#answer(request));
    return fake;
  }

  reset(): void {
    this.reviews.clear();
    this.decisions.length = 0;
    this.answers.length = 0;
    this.pageSize = 100;
    this.issuer.reset();
  }

  get url(): string {
    return `${this.#server?.url ?? ''}${STAGE}/`;
  }

  /** Where a document of this text can be shown from. */
  documentUrl(text: string, type = 'text/plain; charset=utf-8'): string {
    return `${this.issuer.url}/document?${new URLSearchParams({ text, type }).toString()}`;
  }

  async close(): Promise<void> {
    await this.#server?.close();
    await this.issuer.close();
  }

  async #answer({ method, url, headers, body }: Request): Promise<Answer> {
    const path = url.pathname.slice(STAGE.length);
    if (method === 'GET' && ['/', '/page.js', '/page.css'].includes(path)) {
      const page = await this.#servePage({ resource: path, headers }, { awsRequestId: 'test' });
      return { status: page.statusCode, headers: page.headers, body: page.body };
    }
    if (path === '/settings') return json(200, this.#settings());
    if (!this.issuer.isValid(headers.authorization)) return json(401, { message: 'Unauthorized' });
    if (path === '/reviews') return this.#list(url.searchParams);
    const [, id = '', action] = /^\/reviews\/([^/]+)(\/decision)?$/.exec(path) ?? [];
    const review = this.reviews.get(decodeURIComponent(id));
    if (review === undefined) return json(404, { message: 'there is no such review' });
    return action === undefined ? json(200, review) : this.#decide(review, JSON.parse(body) as DecisionRequest);
  }

  #settings(): Settings {
    const { url } = this.issuer;
    const endpoints = {
      authorizationEndpoint: `${url}/authorize`,
      tokenEndpoint: `${url}/token`,
      ...(this.issuer.signsOut && { endSessionEndpoint: `${url}/logout` }),
    };
    return { ...endpoints, clientId: CLIENT_ID, scope: 'openid email' };
  }

  #list(query: URLSearchParams): Answer {
    const from = Number(query.get('next') ?? 0);
    const matching = [...this.reviews.values()].filter(({ status }) => status === query.get('status'));
    const reviews = matching.slice(from, from + this.pageSize).map(rowOf);
    const next = from + this.pageSize < matching.length ? { next: String(from + this.pageSize) } : {};
    return json(200, { reviews, ...next });
  }

  #decide(review: ReviewView, request: DecisionRequest): Answer {
    this.decisions.push({ id: review.id, request });
    const { status, body, before } = this.answers.shift() ?? {
      status: 200,
      body: { status: 'decided', version: review.version, approvals: [], delivered: true },
    };
    before?.();
    return json(status, body);
  }
}

function rowOf({ problem, ...view }: ReviewView): ReviewRow {
  const { result: _, schema: _s, audit: _a, ...row } = view;
  return { ...row, problem: problem?.code };
}

function json(status: number, body: unknown): Answer {
  return { status, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
}
