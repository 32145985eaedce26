import type { Note } from '../language/notes.ts';
import { BEST } from './weigh.ts';

const FOR = /\b(?:propos\w+|recommend\w*|prepare|keep|prefer\w*|qualified|stable|for)\b/i;
const AGAINST =
  /\b(?:stop|cannot|not|outside|no new|never|only after|exception|late|rejected|above the limit|open finding)\b/i;

/** What the figures and the advice together speak for: the name that is best by most, and has been advised for rather than against. */
export function balance(advice: readonly Note[], goal: string): readonly Note[] {
  // `recommend one for the Rowan`: advice for another thing does not count.
  const targets = goal.replace(/^\S+/, '').match(/\p{Lu}[\p{L}\d-]{2,}/gu) ?? [];
  const isMeant = (clause: string): boolean =>
    targets.length === 0 || targets.some((target) => clause.includes(target));
  const lead = advice.find(({ text }) => text.startsWith(BEST));
  if (lead === undefined) return [];
  const others = advice.filter((note) => note !== lead);
  const scored = lead.text
    .slice(BEST.length + 1)
    .split('; ')
    .flatMap((item) => {
      const [, name = '', by = ''] = /^\s*(.+?) by (.+)$/.exec(item) ?? [];
      const voices = others.flatMap((note) => clausesWith(name, note.text).map((clause) => ({ note, clause })));
      const pro = voices.filter(({ clause }) => FOR.test(clause) && isMeant(clause) && !AGAINST.test(clause));
      const contra = voices.filter(({ clause }) => AGAINST.test(clause));
      return name === '' ? [] : [{ name, pro, score: by.split(' and ').length + 2 * (pro.length - contra.length) }];
    });
  const [first, second] = scored.toSorted((one, other) => other.score - one.score);
  if (first === undefined || first.score <= (second?.score ?? 0)) return [];
  const sources = new Set([...lead.sources, ...first.pro.flatMap(({ note }) => note.sources)]);
  const advised = first.pro.length > 0 ? 'The figures and what has been advised speak' : 'The figures speak';
  return [{ text: `${advised} for ${first.name}`, sources: [...sources] }];
}

/** The parts of a text that name somebody, by the whole name or its first word. */
function clausesWith(name: string, text: string): readonly string[] {
  const first = name.split(' ')[0] ?? name;
  return text.split(/[,;:.]\s+/).filter((clause) => clause.includes(first));
}
