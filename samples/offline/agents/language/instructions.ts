// Of a heading above what somebody else is told to do or to write.
const TELLS =
  /\b(?:(?:has|have|needs?|ought) to (?:contain|say|be (?:decided|answered|written|done|delivered))|(?:must|should) (?:contain|say|answer|cover)|(?:asked|wanted|expected) of|instructions?|agenda|table of contents|terms of reference)\b/i;
const SUBORDINATE =
  /^(?:and |or )?(?:what|which|who|whom|how|when|where|why|whether|that|if|as|because|since|before|after)\b/i;
const VERB =
  /\b(?:is|are|was|were|has|have|had|will|would|can|could|may|might|must|shall|should|does?|did|cannot|became?|costs?|gives?|makes?|takes?|comes?|goes|went|says?|said|shows?|means?|needs?|asks?|wants?|keeps?|gets?|stays?|meets?|fits?|lies|lay|stands?|rose|fell|grew|lost|sent|built|bought|sold|paid|found|left|began|begins?|starts?|ends?|\p{L}{2,}(?:ises|izes|ates|ifies|ects|ends|ides))\b|(?<!\b(?:a|an|the|each|every|no|our|their|its) )\b\p{L}{2,}ed\b/iu;

/** Whether a statement is none: a list of what is to be written, or words without a verb of their own. */
export function isInstruction({ text, heading }: { readonly text: string; readonly heading: string }): boolean {
  return TELLS.test(heading.split(': ').at(-1) ?? '') || isFragment(text);
}

/** No part of it that could stand alone has a verb, and it says no figure either. */
function isFragment(text: string): boolean {
  if (/\d/.test(text.replace(/\b(?:19|20)\d\d\b/g, ''))) return false;
  const parts = text.split(/[,;]\s+/);
  return (
    parts.length > 2 &&
    !parts.some((part) => !SUBORDINATE.test(part) && VERB.test(part.replace(/\b(?:that|which|who|what)\b.*$/i, '')))
  );
}
