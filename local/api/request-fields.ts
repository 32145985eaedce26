import { ApiError } from './answer.ts';
import type { JsonInput } from './json-protocol.ts';

/**
 * Reads an operation's input member by member and words every violation as AWS does, all of them in one message.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/CommonErrors.html
 */
export class RequestFields {
  readonly #input: JsonInput;
  readonly #path: string;
  readonly #violations: string[];

  /** The items of a list are `path` within it and add to the `violations` of it all. */
  constructor(input: JsonInput, path = '', violations: string[] = []) {
    this.#input = input;
    this.#path = path;
    this.#violations = violations;
  }

  required(name: string, limits: TextLimits = {}): string {
    const text = this.optional(name, limits);
    if (text === undefined) this.#missing(name);
    return text ?? '';
  }

  optional(name: string, { min, max, maxBytes, oneOf, pattern, secret }: TextLimits = {}): string | undefined {
    const value = this.#input[name] ?? undefined;
    if (value === undefined) return undefined;
    if (typeof value !== 'string') throw new ApiError('SerializationException', 400, `'${name}' must be a string`);
    const shown = secret ? '' : ` '${value}'`;
    const fails = (rule: string) => this.#violate(shown, name, rule);
    if (min !== undefined && value.length < min) fails(`have length greater than or equal to ${min}`);
    if (max !== undefined && value.length > max) fails(`have length less than or equal to ${max}`);
    if (maxBytes !== undefined && Buffer.byteLength(value) > maxBytes) {
      fails(`have length less than or equal to ${maxBytes}`);
    }
    if (pattern !== undefined && value !== '' && !new RegExp(pattern).test(value)) {
      fails(`satisfy regular expression pattern: ${pattern}`);
    }
    if (oneOf && !oneOf.includes(value)) fails(`satisfy enum value set: [${oneOf.join(', ')}]`);
    return value;
  }

  integer(name: string, range: Range = {}): number | undefined {
    const value = this.number(name, range);
    if (value === undefined || Number.isInteger(value)) return value;
    throw new ApiError('SerializationException', 400, `'${name}' must be an integer`);
  }

  number(name: string, { min, max }: Range = {}): number | undefined {
    const value = this.#input[name] ?? undefined;
    if (value === undefined) return undefined;
    if (typeof value !== 'number') throw new ApiError('SerializationException', 400, `'${name}' must be a number`);
    const fails = (rule: string) => this.#violate(` '${value}'`, name, `have value ${rule}`);
    if (min !== undefined && value < min) fails(`greater than or equal to ${min}`);
    if (max !== undefined && value > max) fails(`less than or equal to ${max}`);
    return value;
  }

  requiredNumber(name: string, range: Range): number {
    const value = this.integer(name, range);
    if (value === undefined) this.#missing(name);
    return value ?? 0;
  }

  flag(name: string): boolean | undefined {
    const value = this.#input[name] ?? undefined;
    if (value === undefined || typeof value === 'boolean') return value;
    throw new ApiError('SerializationException', 400, `'${name}' must be a boolean`);
  }

  object(name: string): Readonly<Record<string, unknown>> | undefined {
    const value = this.#input[name] ?? undefined;
    if (value === undefined) return undefined;
    if (typeof value === 'object' && !Array.isArray(value)) return value as Readonly<Record<string, unknown>>;
    throw new ApiError('SerializationException', 400, `'${name}' must be an object`);
  }

  list(name: string): readonly unknown[] | undefined {
    const value = this.#input[name] ?? undefined;
    if (value === undefined || Array.isArray(value)) return value;
    throw new ApiError('SerializationException', 400, `'${name}' must be a list`);
  }

  requiredList(name: string): readonly unknown[] {
    const list = this.list(name);
    if (!list) this.#missing(name);
    return list ?? [];
  }

  /** The structures in a list. */
  items(name: string, { min, max }: Range = {}): readonly RequestFields[] | undefined {
    const list = this.list(name);
    const fails = (rule: string) => this.#violate(` '${JSON.stringify(list)}'`, name, `have length ${rule}`);
    if (list && min !== undefined && list.length < min) fails(`greater than or equal to ${min}`);
    if (list && max !== undefined && list.length > max) fails(`less than or equal to ${max}`);
    return list?.map((item, index) => {
      const input = typeof item === 'object' && item !== null ? { ...item } : {};
      return new RequestFields(input, `${this.#path}${name}.${index + 1}.member.`, this.#violations);
    });
  }

  /** To be called once all members are read: refuses the request if any of them was wrong. */
  check(): void {
    const count = this.#violations.length;
    if (count === 0) return;
    const message = `${count} validation error${count > 1 ? 's' : ''} detected: ${this.#violations.join('; ')}`;
    throw new ApiError('ValidationException', 400, message);
  }

  #missing(name: string): void {
    this.#violate(' null', name, 'not be null');
  }

  #violate(shown: string, name: string, rule: string): void {
    this.#violations.push(`Value${shown} at '${this.#path}${name}' failed to satisfy constraint: Member must ${rule}`);
  }
}

interface Range {
  readonly min?: number;
  readonly max?: number;
}

export interface TextLimits {
  readonly min?: number;
  readonly max?: number;
  /** In UTF-8, for what is not counted in characters. */
  readonly maxBytes?: number;
  readonly oneOf?: readonly string[];
  /** Also shown in the message when the text does not match. */
  readonly pattern?: string;
  /** A user's data, which no message repeats. */
  readonly secret?: boolean;
}
