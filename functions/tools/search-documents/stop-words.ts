/** English words that stand in any text; searching for them finds everything. */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  `a about after all also an and any are as at be been but by can could did do does for from had has have how i if in into is it
  its may more most no not of on or our out so some such than that the their them then there these they this to was we were what
  when where which who whose why will with would you your`.split(/\s+/),
);
