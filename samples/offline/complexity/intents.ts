import { DEMANDING } from './lexicon/demanding.ts';
import { EVERYDAY } from './lexicon/everyday.ts';
import { QUESTIONS, SMALL_TALK } from './lexicon/questions.ts';
import { TRANSFORMS } from './lexicon/transforms.ts';

/**
 * What a prompt asks for, as data: each intent has a level of difficulty on a scale of 0 (a greeting) to 10 (a proof).
 * Levels below 3 lie with the small model, above 6.1 with the large one (see `weights.ts`).
 *
 * Phrases are folded (lower case, no accents) before they are compared; `*` ends a stem, `^` demands the start of a clause.
 * They cover English first, then French, German, Spanish, Vietnamese, Italian, Portuguese, and the bare verbs elsewhere.
 */
export interface Intent {
  readonly name: string;
  readonly level: number;
  /**
   * `governs`: what follows is the material it works on, so words in there ask for nothing (translate, summarize …).
   * `makes`: the object decides (write an email, write a business plan). `asks`: a question that a harder word can lift.
   * `lifts`: such a word (what are the *trade-offs*). `plain`: none of these.
   */
  readonly kind: 'governs' | 'makes' | 'asks' | 'lifts' | 'plain';
  readonly reason: string;
  readonly phrases: string;
}

/** All intents; a longer phrase wins over a shorter one at the same place. */
export const INTENTS: readonly Intent[] = [SMALL_TALK, ...TRANSFORMS, ...QUESTIONS, ...EVERYDAY, ...DEMANDING];
