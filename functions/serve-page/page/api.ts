import type {
  ApiError,
  DecisionAnswer,
  DecisionRequest,
  ReviewList,
  ReviewRow,
  ReviewView,
  Settings,
} from '../../schemas/review-api.ts';

// API Gateway itself gives up after 29 s.
const TIMEOUT_MS = 35_000;

/** What the page can do about a failure is decided by its kind. */
export type FailureKind = 'signed-out' | 'forbidden' | 'missing' | 'conflict' | 'invalid' | 'network' | 'server';

export class ApiFailure extends Error {
  readonly kind: FailureKind;
  readonly answer: ApiError;

  constructor(kind: FailureKind, answer: ApiError) {
    super(answer.message);
    this.kind = kind;
    this.answer = answer;
  }
}

export interface ReviewsApi {
  list(status: ReviewRow['status'], next?: string): Promise<ReviewList>;
  view(id: string): Promise<ReviewView>;
  decide(id: string, request: DecisionRequest): Promise<DecisionAnswer>;
}

export function getSettings(): Promise<Settings> {
  return call('settings');
}

/** All addresses are relative: the page never knows the stage or the host that it is served from. */
export function reviewsApi(token: string): ReviewsApi {
  const headers = { Authorization: `Bearer ${token}` };
  const path = (id: string) => `reviews/${encodeURIComponent(id)}`;
  return {
    list: (status, next) =>
      call(`reviews?${new URLSearchParams({ status, ...(next === undefined ? {} : { next }) }).toString()}`, {
        headers,
      }),
    view: (id) => call(path(id), { headers }),
    decide: (id, request) =>
      call(`${path(id)}/decision`, {
        method: 'POST',
        headers: { ...headers, 'Content-Type': 'application/json' },
        body: JSON.stringify(request),
      }),
  };
}

async function call<Answer>(path: string, init: RequestInit = {}): Promise<Answer> {
  let response: Response;
  let body: unknown;
  try {
    response = await fetch(path, { ...init, cache: 'no-store', signal: AbortSignal.timeout(TIMEOUT_MS) });
    body = parsed(await response.text());
  } catch {
    throw new ApiFailure('network', {
      message: 'The server cannot be reached. Look at your connection and try again.',
    });
  }
  if (response.ok && body !== undefined) return body as Answer;
  throw new ApiFailure(kindOf(response.status), errorIn(body, response.status));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function kindOf(status: number): FailureKind {
  const kinds: Readonly<Record<number, FailureKind>> = {
    400: 'invalid',
    401: 'signed-out',
    403: 'forbidden',
    404: 'missing',
    409: 'conflict',
  };
  return kinds[status] ?? 'server';
}

// Answers of API Gateway itself lack a message, or spell it with a capital letter.
function errorIn(body: unknown, status: number): ApiError {
  const fields = typeof body === 'object' && body !== null ? (body as Partial<ApiError> & { Message?: unknown }) : {};
  const message = fields.message ?? fields.Message;
  return { ...fields, message: typeof message === 'string' ? message : `The server answered with status ${status}.` };
}
