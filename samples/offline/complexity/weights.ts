/** Every number of the scorer. Scores run from 0 (a greeting) to about 12; the levels of intents are on the same scale. */
export const WEIGHTS = {
  /** Below: the small model. Facts and transformations start at 1–2, texts and explanations at 4. */
  mediumFrom: 3,
  /** From here on: the large model. */
  complexFrom: 6.1,
  /** Logistic slope of the confidence: 0.25 of a level from the next tier is a confidence of 0.7, ln(0.7 / 0.3) / 0.25. */
  confidenceSlope: 3.39,

  /** How much of a harder word counts that stands after the leading one, by the kind of the leading intent. */
  laterWord: { governs: 0.12, makes: 0.2, asks: 0.2, lifts: 0.45, plain: 0.3 },
  /** A question lifted by "trade-offs", "should I" … takes over most of that word's level. */
  liftedQuestion: 0.85,
  /** Making something: the object's share; the rest is the verb's (a *designed* database is more than a *created* one). */
  deliverableShare: 0.6,

  /** Further asks of medium level or more, in one prompt; each counts `fade` times the one before. */
  furtherAsk: 0.55,
  /** Technical, legal, scientific or financial terms. */
  expertTerm: 0.75,
  depthTerm: 0.55,
  /** A sign of a fault that hides; counts in full for whatever is no simple question. */
  hardFault: 0.95,
  /** A condition in an expert's request; in everyday ones ("must mention the leak") it is worth less. */
  constraintExpert: 0.3,
  constraintEveryday: 0.12,
  /** A bullet or numbered line in the request itself. */
  listedItem: 0.3,
  brief: -0.9,
  everyday: -0.45,
  /** Per doubling of the request beyond 25 words (material does not count). */
  doubledLength: 0.4,
  /** Per doubling of the material beyond 40 words: a long text is a little more work. */
  doubledMaterial: 0.12,
  codeMaterial: 0.3,
  /** Diminishing return: n equal signals are worth 1 + f + f² … */
  fade: 0.72,

  /** Share of the signals that counts, by the level of what is asked: a fact stays a fact, however learned its words. */
  signalShare: { simple: 0.14, medium: 0.62, complex: 1 },
  /** The share for a medium request full of expert terms: three or more are the subject, not a mention. */
  expertShare: 0.85,
  /** At most this much is added to a request, so that a padded e-mail does not become a system design. */
  mostAdded: { simple: 1, medium: 3, complex: 4 },

  /** A question of more than `words` words with `terms` expert terms asks for reasoning, even if it begins like one for a fact. */
  expertQuestion: { words: 22, terms: 2, level: 5 },

  /** A prompt that is a sum and little else. */
  sum: 0.8,
  /** A wish of many words without a known verb ("I want to learn …") is more than a fact. */
  longWish: { words: 8, level: 3.5 },
  /** "Show" among mathematics. */
  showMeansProve: 7.6,
  /** Two or more numbered clauses or articles that have to be read together. */
  crossReference: { from: 2, level: 5.4 },

  /** Where no intent is recognised. */
  unknown: {
    bareQuestion: 2.2,
    fewWords: 1.9,
    remark: 2.4,
    statement: 2.9,
    longText: 4,
    code: 4.4,
    expert: 5,
    logic: 3.8,
  },
} as const;

/** The sum of `count` signals of one kind, each worth `fade` times the one before. */
export function diminishing(count: number): number {
  return (1 - WEIGHTS.fade ** count) / (1 - WEIGHTS.fade);
}
