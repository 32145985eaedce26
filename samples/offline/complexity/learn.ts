import { featuresOf } from './features.ts';
import { LEVELS, softmax, type Level, type Model } from './model.ts';

export interface Labelled {
  readonly level: Level;
  /** Prompts of one author resemble each other: what is learned is tested on those of another. */
  readonly author: string;
  readonly prompt: string;
}

// A word seen in fewer prompts says more about its author than about the level.
const SEEN_IN = 3;
// Pull of every weight towards zero; found by cross-validation, flat from 0.0001 to 0.0003.
const PULL = 0.0002;
const ROUNDS = 200;

interface Row {
  readonly at: readonly number[];
  readonly values: readonly number[];
  readonly level: number;
}

/** Learns a model by multinomial logistic regression; the same rows in the same order give the same model. */
export function learn(labelled: readonly Labelled[]): Model {
  const all = labelled.map(({ prompt, level }) => ({ features: featuresOf(prompt), level: LEVELS.indexOf(level) }));
  const seen = new Map<string, number>();
  for (const { features } of all) for (const name of features.keys()) seen.set(name, (seen.get(name) ?? 0) + 1);
  const names = [...seen].filter(([, times]) => times >= SEEN_IN).map(([name]) => name);
  const index = new Map(names.map((name, at) => [name, at]));
  const bias = names.length;
  const rows = all.map(({ features, level }): Row => {
    const known = [...features].filter(([name]) => index.has(name));
    return {
      at: [...known.map(([name]) => index.get(name) as number), bias],
      values: [...known.map(([, value]) => value), 1],
      level,
    };
  });
  const [simple, medium, complex] = descend(rows, bias + 1) as [Float64Array, Float64Array, Float64Array];
  const pair = (at: number): readonly [number, number] => {
    const zero = medium[at] as number;
    return [Math.round(100 * ((simple[at] as number) - zero)), Math.round(100 * ((complex[at] as number) - zero))];
  };
  const weights = names
    .map((name, at) => [name, pair(at)] as const)
    .filter(([, weight]) => weight.some((each) => Math.abs(each) >= 5))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return { bias: pair(bias), weights: Object.fromEntries(weights) };
}

/** Gradient descent with Adam's step sizes over all rows at once; returns a vector of weights for each level. */
function descend(rows: readonly Row[], size: number): Float64Array[] {
  const vectors = () => LEVELS.map(() => new Float64Array(size));
  const [weights, mean, square] = [vectors(), vectors(), vectors()];
  for (let round = 1; round <= ROUNDS; round++) {
    const slopes = slopesOf(rows, weights);
    const rate = 0.1 * (1 - (0.9 * round) / ROUNDS);
    weights.forEach((vector, level) => {
      const [slope, m, s] = [slopes[level], mean[level], square[level]] as [Float64Array, Float64Array, Float64Array];
      for (let at = 0; at < size; at++) {
        const pull = at === size - 1 ? 0 : PULL * (vector[at] as number);
        const g = (slope[at] as number) + pull;
        m[at] = 0.9 * (m[at] as number) + 0.1 * g;
        s[at] = 0.999 * (s[at] as number) + 0.001 * g * g;
        const step = (m[at] as number) / (1 - 0.9 ** round);
        vector[at] =
          (vector[at] as number) - (rate * step) / (Math.sqrt((s[at] as number) / (1 - 0.999 ** round)) + 1e-8);
      }
    });
  }
  return weights;
}

function slopesOf(rows: readonly Row[], weights: readonly Float64Array[]): Float64Array[] {
  const slopes = weights.map((vector) => new Float64Array(vector.length));
  for (const { at, values, level } of rows) {
    const logits = weights.map((vector) =>
      at.reduce((sum, each, i) => sum + (vector[each] as number) * (values[i] as number), 0),
    );
    softmax(logits).forEach((probability, each) => {
      const error = (probability - (each === level ? 1 : 0)) / rows.length;
      const slope = slopes[each] as Float64Array;
      at.forEach((feature, i) => (slope[feature] = (slope[feature] as number) + error * (values[i] as number)));
    });
  }
  return slopes;
}
