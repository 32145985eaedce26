import { looksArithmetic } from '../reply/arithmetic.ts';
import { MATH_TERMS } from './lexicon/signals.ts';
import { PhraseBook } from './phrases.ts';
import { words, type ReadPrompt } from './read-prompt.ts';
import type { Request } from './requests.ts';
import { WEIGHTS } from './weights.ts';

const mathematics = new PhraseBook([{ phrases: MATH_TERMS, value: true }]);

const SHOW =
  /^(?:please |pls |now )?(?:show|verify|zeige?n?|montrer|montrez|muestra|mostrar|mostra)\b|[.,;:)] (?:show|verify|zeige|montrer|muestra)\b/mu;
const REFERENCE =
  /(?:clause|section|article|paragraph|§|art\.|klausel|paragraf|artikel|clausula|articulo|dieu(?: khoan)?|clausola|articolo|пункт|стать[яи])\s*\d+|第[一二三四五六七八九十\d]+条/gu;

/**
 * The level of what is asked before any signal is added: that of the strongest request, corrected where the shape of the
 * prompt says more than its verb; where no request was recognised, a guess by length and punctuation.
 * @param terms expert terms found in the request
 */
export function baseLevel(read: ReadPrompt, main: Request | undefined, asked: string, terms: number): number {
  const sum = looksArithmetic(read.text) && (main?.level ?? 0) < WEIGHTS.complexFrom;
  const level = sum ? WEIGHTS.sum : main ? ofRequest(read, main) : unrecognised(read, asked, terms);
  if (main?.intent.kind === 'governs') return level;

  const { expertQuestion, crossReference, showMeansProve } = WEIGHTS;
  let raised = level;
  if (SHOW.test(asked) && mathematics.find(asked).length > 0) raised = Math.max(raised, showMeansProve);
  if ((asked.match(REFERENCE)?.length ?? 0) >= crossReference.from) raised = Math.max(raised, crossReference.level);
  if (main?.intent.kind === 'asks' && words(asked) > expertQuestion.words && terms >= expertQuestion.terms) {
    raised = Math.max(raised, expertQuestion.level);
  }
  return raised;
}

const TEXT_ONLY = new Set(['count', 'extract', 'classify', 'look up a word', 'repeat']);

function ofRequest(read: ReadPrompt, { intent, level }: Request): number {
  // Converting or correcting code is programming.
  const programming = read.hasCode && intent.kind === 'governs' && !TEXT_ONLY.has(intent.name);
  return programming ? Math.max(level, WEIGHTS.unknown.code) : level;
}

function unrecognised(read: ReadPrompt, asked: string, terms: number): number {
  const { unknown } = WEIGHTS;
  const length = words(asked);
  if (read.hasCode) return unknown.code;
  if (terms >= 2 && length > 8) return unknown.expert;
  if (length <= 4) return unknown.fewWords;
  if (length > 60) return unknown.longText;
  if (/[?？؟]/u.test(asked)) return length > 25 ? unknown.logic : unknown.bareQuestion;
  return length <= 12 ? unknown.remark : unknown.statement;
}
