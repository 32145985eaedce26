// `Inc. and`, `No. 5`, `e.g. this` end no sentence.
const ABBREVIATION =
  /(?:\b(?:Inc|Ltd|Co|Corp|No|Nos|Nr|Mr|Mrs|Ms|Dr|St|Art|Sec|vs|approx|incl|excl|max|min)|\b(?:[a-z]\.)+[a-z]|\b[A-Z])$/;

/** The sentences of a text with their white space made single blanks; items of lists and lines by themselves are some too. */
export function sentencesOf(text: string): readonly string[] {
  const blocks = text.split(/\n\s*\n|\n(?=\s*(?:[-*•]|\(?\w{1,3}[.)])\s)/);
  return blocks.flatMap((block) => {
    const plain = block.replace(/\s+/g, ' ').trim();
    const sentences: string[] = [];
    let start = 0;
    for (const { index, 0: end } of plain.matchAll(/[.!?;](?:["”’)]+)? (?=["“‘(]?[\p{Lu}\d])/gu)) {
      if (end.startsWith('.') && ABBREVIATION.test(plain.slice(start, index))) continue;
      sentences.push(plain.slice(start, index + end.length).trim());
      start = index + end.length;
    }
    return [...sentences, plain.slice(start).trim()].filter((sentence) => sentence !== '');
  });
}
