import * as z from 'zod/mini';
import { grouped } from './few-sentences.ts';
import { filledUpTo } from './value-forms.ts';

/** What models write freely, within bounds: whatever they answer is shown to other models and to people. */

/** A title or a heading. */
export const lineUpTo = (characters: number) =>
  filledUpTo(characters).check(z.regex(/^[^\n\r]*$/, 'must be a single line'));

export const listUpTo = <Item extends z.ZodMiniType>(most: number, item: Item, least = 0) =>
  z
    .array(item)
    .check(
      z.refine(
        (list) => list.length >= least,
        `must have at least ${grouped(least)} ${least === 1 ? 'entry' : 'entries'}`,
      ),
    )
    .check(z.refine((list) => list.length <= most, `must have at most ${grouped(most)} entries`));

// Keys of S3 have up to 1,024 bytes; ids of documents are short ones.
const LONGEST_ID = 200;
const MOST_SOURCES = 50;

/** Ids of documents. Whether there are such is another question. */
export const sourceIds = (least = 0) => listUpTo(MOST_SOURCES, lineUpTo(LONGEST_ID), least);
