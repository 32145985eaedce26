import type { ApiError } from '../schemas/review-api.ts';

export interface ApiAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export function answer(statusCode: number, body: object): ApiAnswer {
  return { statusCode, headers: HEADERS, body: JSON.stringify(body) };
}

export function refusal(
  statusCode: 400 | 403 | 404 | 409,
  message: string,
  more: Omit<ApiError, 'message'> = {},
): ApiAnswer {
  return answer(statusCode, { message, ...more } satisfies ApiError);
}

// What documents say is for one pair of eyes: kept by no cache, and never taken for a page.
// https://cheatsheetseries.owasp.org/cheatsheets/REST_Security_Cheat_Sheet.html#security-headers
const HEADERS = {
  'Content-Type': 'application/json',
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'Strict-Transport-Security': 'max-age=31536000',
  'X-Content-Type-Options': 'nosniff',
} as const;
