/**
 * How much of each text is shown: at most `each`, and `all` together. What short ones leave goes to the long ones, so that no text
 * is cut while another that is longer gets more.
 */
export function fairShares(lengths: readonly number[], each: number, all: number): readonly number[] {
  const shares = [...lengths];
  const shortestFirst = lengths.map((_, index) => index).sort((one, other) => lengths[one]! - lengths[other]!);
  shortestFirst.reduce((left, index, taken) => {
    const share = Math.min(lengths[index]!, each, Math.floor(left / (lengths.length - taken)));
    shares[index] = share;
    return left - share;
  }, all);
  return shares;
}
