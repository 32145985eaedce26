import type { Clock } from '../../engine/clock.ts';
import { ACCOUNT_ID, REGION } from '../../template/pseudo-parameters.ts';
import type { TemplateValue } from '../../template/template.ts';

/** A prompt, or a version of it, as the API tells it. */
export interface ManagedPrompt {
  /** Ten letters and digits. */
  readonly id: string;
  readonly arn: string;
  readonly name: string;
  readonly description?: string;
  readonly defaultVariant?: string;
  readonly variants: readonly TemplateValue[];
  /** `DRAFT`, or a number that counts from 1. */
  readonly version: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export type NewPrompt = Pick<ManagedPrompt, 'id' | 'name' | 'description' | 'defaultVariant' | 'variants'>;

interface Kept {
  readonly draft: ManagedPrompt;
  readonly versions: ManagedPrompt[];
}

/** Bedrock's Prompt management: drafts, and the versions that were made of them. */
export class ManagedPrompts {
  readonly #clock: Clock;
  readonly #prompts = new Map<string, Kept>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Throws an Error when another prompt has the name. */
  create(prompt: NewPrompt): ManagedPrompt {
    const namesake = this.list().find(({ name }) => name === prompt.name);
    if (namesake !== undefined) throw new Error(`a prompt named ${prompt.name} exists already: ${namesake.arn}`);
    const at = this.#now();
    const arn = `arn:aws:bedrock:${REGION}:${ACCOUNT_ID}:prompt/${prompt.id}`;
    const draft = { ...prompt, arn, version: 'DRAFT', createdAt: at, updatedAt: at };
    this.#prompts.set(prompt.id, { draft, versions: [] });
    return draft;
  }

  /** A snapshot of the draft, under the next number. Throws an Error that names a prompt that is not there. */
  createVersion(identifier: string, description: string | undefined): ManagedPrompt {
    const kept = this.#prompts.get(idOf(identifier));
    if (kept === undefined)
      throw new Error(`prompt ${identifier} does not exist here; make it in the same app (AWS::Bedrock::Prompt)`);
    const number = String(kept.versions.length + 1);
    const at = this.#now();
    const { description: _, ...draft } = kept.draft;
    const version = {
      ...draft,
      ...(description !== undefined && { description }),
      arn: `${draft.arn}:${number}`,
      version: number,
      createdAt: at,
      updatedAt: at,
    };
    kept.versions.push(version);
    return version;
  }

  /** By id or ARN, which may end in a version; without one the draft. */
  find(identifier: string, version?: string): ManagedPrompt | undefined {
    const kept = this.#prompts.get(idOf(identifier));
    const wanted = version ?? /:(\d{1,5})$/.exec(identifier)?.[1] ?? 'DRAFT';
    return wanted === 'DRAFT' ? kept?.draft : kept?.versions.find((one) => one.version === wanted);
  }

  /** The drafts of all prompts. */
  list(): readonly ManagedPrompt[] {
    return [...this.#prompts.values()].map(({ draft }) => draft);
  }

  /** A prompt's draft and its versions; empty for one that does not exist. */
  versionsOf(identifier: string): readonly ManagedPrompt[] {
    const kept = this.#prompts.get(idOf(identifier));
    return kept === undefined ? [] : [kept.draft, ...kept.versions];
  }

  #now(): string {
    return new Date(this.#clock.now()).toISOString();
  }
}

function idOf(identifier: string): string {
  return identifier.replace(/^.*:prompt\//, '').replace(/:\d{1,5}$/, '');
}
