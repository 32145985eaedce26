import { ApiError } from './answer.ts';

/** Opaque to clients: where the next page begins, for one kind of list. */
export function pageToken(kind: string, after: string | number): string {
  return Buffer.from(JSON.stringify([kind, after])).toString('base64url');
}

/** What `pageToken` was given; InvalidToken for what is none of ours or belongs to another list. */
export function afterToken<T extends string | number>(kind: string, token: string | undefined): T | undefined {
  if (token === undefined) return undefined;
  try {
    const [for_, after] = JSON.parse(Buffer.from(token, 'base64url').toString()) as [string, T];
    if (for_ === kind) return after;
  } catch {
    // Falls through to the refusal.
  }
  throw new ApiError('InvalidToken', 400, `Invalid Token: 'Invalid token'`);
}

/** One page of a list that is whole in memory. */
export function pageOf<T>(
  kind: string,
  items: readonly T[],
  keyOf: (item: T) => string,
  { limit, token }: { readonly limit: number; readonly token: string | undefined },
): { readonly items: readonly T[]; readonly nextToken?: string } {
  const after = afterToken<string>(kind, token);
  const start = after === undefined ? 0 : items.findIndex((item) => keyOf(item) === after) + 1;
  const page = items.slice(start, start + limit);
  const last = page.at(-1);
  return start + limit < items.length && last !== undefined
    ? { items: page, nextToken: pageToken(kind, keyOf(last)) }
    : { items: page };
}
