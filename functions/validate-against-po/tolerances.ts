/** How far an invoice may be from its order before a person has to look. */
export const TOLERANCES = {
  /** What was not ordered is not owed. */
  quantity: { percent: 0 },
  /** Either is enough: one percent, or one of the currency's smallest coins, e.g. 0.01. */
  unitPrice: { percent: 1, coins: 1 },
  /** Rounding, e.g. 0.02. */
  amount: { coins: 2 },
  total: { percent: 0.5 },
} as const;

/** When two lines may be about the same thing, and which of several it is. */
export const MATCHING = {
  /**
   * Of their descriptions, from 0 to 1, whatever their numbers: an office chair for the price of an office desk (0.57) is for a
   * person to look at.
   */
  leastSimilarity: 0.6,
  /** What the same numbers add. */
  samePrice: 0.15,
  /** To the coin, besides. */
  exactPrice: 0.05,
  sameQuantity: 0.1,
} as const;
