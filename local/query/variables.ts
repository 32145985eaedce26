import type { Json, JsonObject } from './json.ts';
import { setMember } from './json.ts';

/**
 * The variables that a state can read: `$name` in both query languages.
 * https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html
 */
export interface Variables {
  get(name: string): Json | undefined;
  /** All that are visible, the inner scope's value where both have the name. */
  toObject(): JsonObject;
}

/** The variables of one scope: the machine, a Parallel branch or a Map iteration, which reads the outer scope and never writes to it. */
export class VariableScope implements Variables {
  readonly #parent: Variables | undefined;
  readonly #values = new Map<string, Json>();

  constructor(parent?: Variables, values: JsonObject = {}) {
    this.#parent = parent;
    this.assign(values);
  }

  get(name: string): Json | undefined {
    const own = this.#values.get(name);
    return own === undefined ? this.#parent?.get(name) : own;
  }

  /** Sets every value at once: what one Assign evaluated against the values before it. */
  assign(values: JsonObject): void {
    for (const name of Object.keys(values)) this.#values.set(name, values[name]!);
  }

  /** What this scope itself assigned, to be saved and given back to the constructor. */
  own(): JsonObject {
    const object: JsonObject = {};
    for (const [name, value] of this.#values) setMember(object, name, value);
    return object;
  }

  toObject(): JsonObject {
    const object = this.#parent === undefined ? {} : { ...this.#parent.toObject() };
    for (const [name, value] of this.#values) setMember(object, name, value);
    return object;
  }
}
