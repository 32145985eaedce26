/**
 * The generator of java.util.Random: the same seed gives the same number on AWS, in JSONata's `$random(seed)` and in
 * States.MathRandom. A linear congruential generator over 48 bits, as its documentation specifies.
 * https://docs.oracle.com/javase/8/docs/api/java/util/Random.html
 */
const MULTIPLIER = 0x5deece66dn;
const MASK = (1n << 48n) - 1n;

/** Gives the next `bits` bits of the sequence that starts at the seed, as a signed 32-bit number where bits is 32. */
function sequence(seed: number): (bits: number) => number {
  let state = (BigInt(Math.trunc(seed)) ^ MULTIPLIER) & MASK;
  return (bits) => {
    state = (state * MULTIPLIER + 0xbn) & MASK;
    return Number(BigInt.asIntN(32, state >> BigInt(48 - bits)));
  };
}

/** The first nextDouble(): 53 bits in [0, 1). */
export function seededDouble(seed: number): number {
  const next = sequence(seed);
  return (next(26) * 2 ** 27 + next(27)) / 2 ** 53;
}

/** The first nextInt(bound): an integer in [0, bound), without the bias of a plain remainder. Java's bounds end at 2^31 - 1. */
export function seededInteger(seed: number, bound: number): number {
  if (bound >= 2 ** 31) return Math.floor(seededDouble(seed) * bound);
  const next = sequence(seed);
  if (Number.isInteger(Math.log2(bound))) return Math.floor((bound * next(31)) / 2 ** 31);
  for (;;) {
    const bits = next(31);
    const value = bits % bound;
    if (bits - value + (bound - 1) < 2 ** 31) return value;
  }
}
