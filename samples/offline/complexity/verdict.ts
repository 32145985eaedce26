import { readFileSync } from 'node:fs';
import { featuresOf } from './features.ts';
import { LEVELS, logitsOf, softmax, type Level, type Model } from './model.ts';
import { reasonOf } from './reason.ts';

export interface Verdict {
  readonly complexity: Level;
  /** How sure it is that this tier is enough, 0..1. */
  readonly confidence: number;
  readonly reason: string;
}

const learned = JSON.parse(readFileSync(new URL('./model.json', import.meta.url), 'utf8')) as Model;

/**
 * Classifies a prompt: the most likely level. The confidence is the probability that its tier is *enough*, because a caller answers
 * one below 0.7 with the next tier up: a prompt that may be easier than the verdict should not go there.
 */
export function judge(prompt: string, model: Model = learned): Verdict {
  if (!/[\p{L}\p{N}]/u.test(prompt)) {
    return { complexity: 'simple', confidence: 0.9, reason: 'contains no words' };
  }
  const features = featuresOf(prompt);
  const probabilities = softmax(logitsOf(model, features));
  const likeliest = probabilities.indexOf(Math.max(...probabilities));
  const complexity = LEVELS[likeliest] ?? 'complex';
  const enough =
    complexity === 'complex'
      ? (probabilities[likeliest] ?? 0)
      : probabilities.slice(0, likeliest + 1).reduce((sum, each) => sum + each, 0);
  return {
    complexity,
    confidence: Math.min(0.98, Math.max(0.5, Math.round(enough * 100) / 100)),
    reason: reasonOf(model, features, complexity),
  };
}
