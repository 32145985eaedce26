import type { TemplateObject, TemplateValue } from '../template/template.ts';
import { isTemplateList, isTemplateObject } from '../template/template.ts';

/** Reads a resource's properties; everything of the wrong shape is an error that names the property. */
export class Properties {
  readonly all: TemplateObject;
  readonly #path: string;

  constructor(all: TemplateObject, path = '') {
    this.all = all;
    this.#path = path;
  }

  /** Text; numbers and booleans count as text, as in CloudFormation. */
  text(name: string): string {
    return this.#required(name, this.optionalText(name));
  }

  optionalText(name: string): string | undefined {
    const value = this.#get(name);
    if (value === undefined || typeof value === 'string') return value;
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    throw this.#mismatch(name, 'text');
  }

  optionalNumber(name: string): number | undefined {
    const value = this.#get(name);
    if (value === undefined) return undefined;
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    if (typeof number === 'number' && Number.isFinite(number)) return number;
    throw this.#mismatch(name, 'a number');
  }

  optionalBoolean(name: string): boolean | undefined {
    const value = this.#get(name);
    if (value === undefined || typeof value === 'boolean') return value;
    if (value === 'true' || value === 'false') return value === 'true';
    throw this.#mismatch(name, 'true or false');
  }

  /** An object's properties; empty when there is none. */
  group(name: string): Properties {
    const value = this.#get(name) ?? {};
    if (isTemplateObject(value)) return new Properties(value, this.#pathOf(name));
    throw this.#mismatch(name, 'an object');
  }

  /** The objects of a list; empty when there is none. */
  groups(name: string): readonly Properties[] {
    return this.list(name).map((item, index) => {
      const path = `${this.#pathOf(name)}.${index}`;
      if (isTemplateObject(item)) return new Properties(item, path);
      throw new Error(`${path} must be an object, found ${JSON.stringify(item)}`);
    });
  }

  list(name: string): readonly TemplateValue[] {
    const value = this.#get(name) ?? [];
    if (isTemplateList(value)) return value;
    throw this.#mismatch(name, 'a list');
  }

  has(name: string): boolean {
    return this.#get(name) !== undefined;
  }

  /** Stops at properties that would change what the resource does, and which nothing here carries out. */
  refuse(names: readonly string[], extend: string): void {
    const found = names.filter((name) => this.has(name)).map((name) => this.#pathOf(name));
    if (found.length > 0) throw new Error(`property ${found.join(', ')} is not supported here; extend ${extend}`);
  }

  #get(name: string): TemplateValue | undefined {
    return this.all[name];
  }

  #pathOf(name: string): string {
    return this.#path === '' ? name : `${this.#path}.${name}`;
  }

  #required<T>(name: string, value: T | undefined): T {
    if (value !== undefined) return value;
    throw new Error(`property ${this.#pathOf(name)} is missing`);
  }

  #mismatch(name: string, needed: string): Error {
    return new Error(`property ${this.#pathOf(name)} must be ${needed}, found ${JSON.stringify(this.all[name])}`);
  }
}
