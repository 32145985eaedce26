import { scorePrompt, type Score } from './score.ts';
import { WEIGHTS } from './weights.ts';

export interface Verdict {
  readonly complexity: 'simple' | 'medium' | 'complex';
  /** How sure it is that this tier is enough, 0..1. */
  readonly confidence: number;
  readonly reason: string;
}

/**
 * Classifies a prompt. The confidence says how sure the tier is *enough*, because a caller answers a low one with the next
 * tier up: it falls below 0.7 close under the next threshold, while a score just above one's own risks money, not quality.
 */
export function judge(prompt: string): Verdict {
  if (!/[\p{L}\p{N}]/u.test(prompt)) {
    return { complexity: 'simple', confidence: 0.9, reason: 'contains no words' };
  }
  const score = scorePrompt(prompt);
  const { mediumFrom, complexFrom } = WEIGHTS;
  if (score.value < mediumFrom) return verdict('simple', mediumFrom - score.value, score);
  if (score.value < complexFrom) return verdict('medium', complexFrom - score.value, score);
  return verdict('complex', score.value - complexFrom, score);
}

function verdict(complexity: Verdict['complexity'], distance: number, score: Score): Verdict {
  const confidence = 1 / (1 + Math.exp(-WEIGHTS.confidenceSlope * distance));
  return { complexity, confidence: Math.min(0.98, Math.round(confidence * 100) / 100), reason: reasonOf(score) };
}

function reasonOf(score: Score): string {
  const details = [
    ...(score.requests > 1 ? [`in ${score.requests} parts`] : []),
    ...(score.constraints > 2 ? ['under several constraints'] : []),
    ...(score.expert >= 1 ? ["in a specialist's field"] : []),
    ...(score.depth > 1 ? ['with several criteria to weigh'] : []),
    ...(score.brief ? ['and wants a short answer'] : []),
  ];
  return details.length === 0 ? score.main : `${score.main} ${details.join(', ').replace(', and', ' and')}`;
}
