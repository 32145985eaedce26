/**
 * A thing that many words say. Phrases are folded (lower case, no accents) before they are compared; `*` ends a stem, `^`
 * demands the start of a text. They cover English first, then French, German, Spanish, Vietnamese, Italian, Portuguese, and
 * the bare verbs elsewhere. How much a concept counts is learned (see `../train.ts`).
 */
export interface Concept {
  readonly name: string;
  readonly phrases: string;
}

/** What a prompt can ask for. */
export interface Ask extends Concept {
  /** "asks for a proof": what a person is told. */
  readonly reason: string;
  /** Works on a text in the prompt (translate, summarize …), whose words ask for nothing. */
  readonly onText?: boolean;
}
