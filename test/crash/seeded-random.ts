/** Uniform in [0, 1), the same sequence for the same seed: the generator that POSIX gives as an example for rand(). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    // The product needs more than the 53 bits of a double.
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    // The lower bits of such a generator have short periods.
    return (state >>> 8) / 2 ** 24;
  };
}
