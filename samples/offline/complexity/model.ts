import type { Features } from './features.ts';

export const LEVELS = ['simple', 'medium', 'complex'] as const;
export type Level = (typeof LEVELS)[number];

/**
 * A linear model. Only differences between levels matter, so medium is the zero and every feature has two weights: for simple
 * and for complex, in hundredths.
 */
export interface Model {
  readonly bias: readonly [simple: number, complex: number];
  readonly weights: Readonly<Record<string, readonly [simple: number, complex: number]>>;
}

/** Logits of simple, medium (always 0) and complex. */
export function logitsOf(model: Model, features: Features): readonly [number, 0, number] {
  let [simple, complex] = model.bias;
  for (const [name, value] of features) {
    const weight = weightOf(model, name);
    simple += weight[0] * value;
    complex += weight[1] * value;
  }
  return [simple / 100, 0, complex / 100];
}

/** How much a feature speaks for a level rather than for the other two, in hundredths. */
export function speaksFor(model: Model, name: string, level: Level): number {
  const [simple, complex] = weightOf(model, name);
  const mean = (simple + complex) / 3;
  return { simple: simple - mean, medium: -mean, complex: complex - mean }[level];
}

/** Probabilities of the three levels. */
export function softmax(logits: readonly number[]): number[] {
  const highest = Math.max(...logits);
  const raised = logits.map((logit) => Math.exp(logit - highest));
  const sum = raised.reduce((a, b) => a + b, 0);
  return raised.map((each) => each / sum);
}

function weightOf({ weights }: Model, name: string): readonly [number, number] {
  return Object.hasOwn(weights, name) ? (weights[name] ?? [0, 0]) : [0, 0];
}
