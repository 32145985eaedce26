import { wishesOf } from '../language/topics.ts';
import { largeFirst, smallFirst } from '../language/units.ts';

/** A side from which any topic can be looked at. */
export interface Angle {
  readonly name: string;
  readonly question: (topic: string) => string;
  readonly why: string;
  /** The heading of the section that answers it. */
  readonly heading: string;
  /** Which sentences are about it. */
  readonly seen: RegExp;
  /** Words to search by, beside those of the topic. */
  readonly search: string;
}

export const ANGLES: readonly Angle[] = [
  {
    name: 'situation',
    question: (topic) => `What is known about ${topic}?`,
    why: 'It says where things stand before anything is decided.',
    heading: 'Where things stand',
    seen: /./,
    search: '',
  },
  {
    name: 'figures',
    question: (topic) => `Which figures are there on ${topic}, and how do they differ?`,
    why: 'Figures show how large the matter is, and who or what stands out.',
    heading: 'What the figures show',
    seen: /\d/,
    search: 'number share total',
  },
  {
    name: 'risks',
    question: (topic) => `Which risks and problems come with ${topic}?`,
    why: 'What may go wrong decides how much caution is needed.',
    heading: 'What may go wrong',
    seen: /\b(?:risk|late|delay|fail\w*|fault|problem|reject\w*|missing|trouble|weak|scarce|complain\w*|stopp?ed|worse|open|major finding|depends?)\b/i,
    search: 'risk problem late fault',
  },
  {
    name: 'costs',
    question: (topic) => `What does ${topic} cost, and what could be saved?`,
    why: 'Money is what options are weighed by in the end.',
    heading: 'What it costs',
    seen: /[€$£]\s?\d|\b(?:price|cost|pay|paid|cheap\w*|expensive|surcharge|saving|discount)s?\b/i,
    search: 'cost price',
  },
  {
    name: 'rules',
    question: (topic) => `Which rules and limits apply to ${topic}?`,
    why: 'What is not allowed need not be weighed.',
    heading: 'Rules that have to be kept',
    seen: /\b(?:polic\w+|limits?|must|at most|at least|not allowed|exception|no more than|binding|qualified|not possible|no new volume)\b/i,
    search: 'policy limit rule',
  },
  {
    name: 'views',
    question: (topic) => `What is recommended on ${topic}, and where do views differ?`,
    why: 'Those who know the matter have views of their own, and reasons for them.',
    heading: 'What is recommended, and where views differ',
    seen: /\b(?:recommend\w*|propos\w+|advis\w+|suggest\w*|disagree\w*|regards?|considers?|believes?|points out|differs?|should)\b/i,
    search: 'recommends proposed disagreed',
  },
];

/** The angle that a question was asked from; the first one for a question of other origin. */
export function angleOf(question: string): Angle {
  const begins = ({ question: ask }: Angle): string => ask('\u0000').split('\u0000')[0] ?? '';
  return ANGLES.find((angle) => question.startsWith(begins(angle))) ?? ANGLES[0]!;
}

// Only a word that is no name begins small within a sentence.
const COMMON_NOUN = /(?:ity|ities|ness|ments?|[ts]ions?|ing|ances?|ences?|ers|ors|costs?|prices?|risks?|rules?)$/;
const ARTICLE = /^(?:the|a|an|our|their|its|this|these|all|new)\b/i;

/** The topic as it stands within a question. */
export function within(topic: string): string {
  const [first = topic] = wishesOf(topic).topics;
  const plain = first.replace(/[\s.?!:;,]+$/, '').replace(/\s+/g, ' ');
  if (
    /^(?:how|what|which|why|when|where|who|whether|if|should|is|are|can|could|will|would|do|does|did|has|have)\b/i.test(
      plain,
    )
  )
    return `the question “${largeFirst(plain)}?”`;
  const word = plain.split(' ')[0] ?? '';
  const isCommon = ARTICLE.test(word) || COMMON_NOUN.test(word);
  const small = isCommon ? smallFirst(plain) : plain;
  return isCommon && !ARTICLE.test(word) && /^\S+ (?:of|for|in|among|between) /.test(plain) ? `the ${small}` : small;
}
