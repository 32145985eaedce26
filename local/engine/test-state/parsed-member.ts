import type { Json } from '../../query/json.ts';
import { ServiceError } from '../errors.ts';

/** The JSON inside a member that the API types as text; ValidationException names the member. */
export function parsedMember(name: string, text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw new ServiceError('ValidationException', `'${name}' must be JSON text: ${(error as Error).message}`);
  }
}
