import { INVALID_INPUT } from '../model-gateway/errors.ts';

/** Matched by name in state machines and scripts; the message names every wrong field. */
export class InvalidInput extends Error {
  constructor(problems: readonly string[]) {
    super(problems.join('; '));
    this.name = INVALID_INPUT;
  }
}
