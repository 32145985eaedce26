import { ApiError } from '../answer.ts';
import type { ApiRequest } from '../service.ts';

/** The fields of a form; throws (400) for any other kind of body. */
export async function formOf(request: ApiRequest): Promise<URLSearchParams> {
  if (request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') !== true) {
    throw new ApiError('InvalidRequest', 400, 'the request must be a form (application/x-www-form-urlencoded)');
  }
  return new URLSearchParams((await request.body()).toString('utf8'));
}
