import type { ApiEvent } from '../http/api-request.ts';
import type { Reviewer } from './review-rows.ts';

/** Who asks, as our authorizer says. Throws when no authorizer stands before this function. */
export function reviewerOf({ requestContext: { authorizer } }: ApiEvent): Reviewer {
  const { sub, name, groups } = authorizer ?? {};
  if (typeof sub !== 'string' || sub === '' || typeof name !== 'string' || typeof groups !== 'string') {
    throw new Error('the request did not pass our authorizer; infra must put it before this function');
  }
  return { sub, name, groups: JSON.parse(groups) as readonly string[] };
}

/** The id in the path; undefined for what cannot be one, since reviews are named by UUIDs. */
export function reviewIdOf({ pathParameters }: ApiEvent): string | undefined {
  const id = pathParameters?.id;
  return id !== undefined && UUID.test(id) ? id : undefined;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
