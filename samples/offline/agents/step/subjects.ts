import { wishesOf } from '../language/topics.ts';
import { stemsOf } from '../language/words.ts';

const MOST_SUBJECTS = 5;
// How our plans and refinements name what a step is about.
const NAMED = /\b(?:for|about) this: (.+?)(?:\.(?=\s+\p{Lu}|$)|$)/gu;

/** What a step has to look for: what its instruction names, else what can be read from it; after criticism, what was missing, too. */
export function subjectsOf(instruction: string, problem: string): readonly string[] {
  const named = [...instruction.matchAll(NAMED)].flatMap(([, list = '']) => list.split('; '));
  const missing = [...problem.matchAll(NAMED)].flatMap(([, list = '']) => list.split('; '));
  const topics = wishesOf(instruction).topics;
  const wanted = named.length > 0 ? named : topics.length > 0 ? topics : [instruction.slice(0, 140)];
  const complaint = problem === '' || missing.length > 0 ? missing : wishesOf(problem).topics;
  // What was missing is never cut away: it is what the step is done again for.
  const room = Math.max(1, MOST_SUBJECTS - complaint.length);
  return distinct([...wanted.slice(0, room), ...complaint]).slice(0, MOST_SUBJECTS);
}

function distinct(subjects: readonly string[]): readonly string[] {
  const kept: string[] = [];
  for (const subject of subjects.map((each) => each.trim()).filter((each) => each !== '')) {
    const stems = stemsOf(subject);
    const isKnown = kept.some((other) => {
      const others = stemsOf(other);
      return [...stems].every((stem) => others.has(stem)) && (stems.size > 0 || other === subject);
    });
    if (!isKnown) kept.push(subject);
  }
  return kept;
}
