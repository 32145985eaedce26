import { PINNED_PROMPTS } from '../../functions/environment.ts';
import type { PromptName } from '../../functions/prompts/index.ts';
import type { Prompts } from '../stacks/prompts.ts';
import type { NodeFunction } from './node-function.ts';

/** Gives functions the prompts that they are pinned to: permission and environment together. */
export class PromptAccess {
  readonly #prompts: Prompts | undefined;

  /** Without managed prompts functions use the copies in their code, and nothing is granted. */
  constructor(prompts: Prompts | undefined) {
    this.#prompts = prompts;
  }

  /** The prompts that a function uses and no others: an ARN has some 75 characters, of 4 KB for all variables of a function. */
  grantPinned(fn: NodeFunction, names: readonly PromptName[]): void {
    const prompts = this.#prompts;
    if (prompts === undefined || names.length === 0) return;
    const managed = names.map((name) => prompts.of(name));
    // A version is a resource of its own, and is asked for as a part of its prompt.
    // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonbedrock.html
    fn.allow(
      ['bedrock:GetPrompt'],
      managed.flatMap(({ promptArn, versionArn }) => [promptArn, versionArn]),
    );
    const pinned = Object.fromEntries(managed.map(({ id, versionArn }) => [id, versionArn]));
    fn.addEnvironment(PINNED_PROMPTS, JSON.stringify(pinned));
  }
}
