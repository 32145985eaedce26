import { baseLevel } from './base-level.ts';
import { PhraseBook } from './phrases.ts';
import { readPrompt, words } from './read-prompt.ts';
import { findRequests, type Request } from './requests.ts';
import {
  BRIEF_TERMS,
  CONSTRAINT_TERMS,
  DEPTH_TERMS,
  EVERYDAY_TERMS,
  EXPERT_TERMS,
  HARD_FAULT_TERMS,
} from './lexicon/signals.ts';
import { diminishing, WEIGHTS } from './weights.ts';

/** The score of a prompt, with what it was made of. */
export interface Score {
  readonly value: number;
  readonly main: string;
  readonly requests: number;
  readonly expert: number;
  readonly depth: number;
  readonly constraints: number;
  readonly brief: boolean;
}

const expert = new PhraseBook([{ phrases: EXPERT_TERMS, value: true }]);
const depth = new PhraseBook([{ phrases: DEPTH_TERMS, value: true }]);
const faults = new PhraseBook([{ phrases: HARD_FAULT_TERMS, value: true }]);
const constraint = new PhraseBook([{ phrases: CONSTRAINT_TERMS, value: true }]);
const brief = new PhraseBook([{ phrases: BRIEF_TERMS, value: true }]);
const everyday = new PhraseBook([{ phrases: EVERYDAY_TERMS, value: true }]);

/** Scores a prompt of any size and language; 0 is a greeting, from 6 on it is work for a specialist. */
export function scorePrompt(prompt: string): Score {
  const read = readPrompt(prompt);
  const { requests, asked, material } = findRequests(read.lines);
  const main = strongest(requests);
  const count = (book: PhraseBook<boolean>, text: string) => new Set(book.find(text).map((hit) => hit.at)).size;

  const terms = count(expert, asked) + (isTransform(main) ? 0 : Math.min(2, 0.5 * count(expert, read.material)));
  const level = baseLevel(read, main, asked, terms);
  const depths = count(depth, asked);
  const figures =
    asked.match(
      /\d[\d.,]*\s?(?:%|k\b|m\b|ms\b|s\b|gb\b|tb\b|pb\b|users?\b|rps\b|qps\b|usd\b|eur\b|[$€£¥])|[$€£]\s?\d/giu,
    )?.length ?? 0;
  const constraints = count(constraint, asked) + figures;
  const isBrief = count(brief, asked) > 0;
  const further = requests.filter((each) => each !== main && each.level >= WEIGHTS.mediumFrom + 0.6).length;
  const length = words(asked);

  const tier = level < WEIGHTS.mediumFrom ? 'simple' : level < WEIGHTS.complexFrom ? 'medium' : 'complex';
  const added =
    WEIGHTS.expertTerm * diminishing(terms) +
    WEIGHTS.depthTerm * diminishing(depths) +
    (terms > 0 ? WEIGHTS.constraintExpert : WEIGHTS.constraintEveryday) * diminishing(constraints) +
    WEIGHTS.furtherAsk * diminishing(further) +
    WEIGHTS.listedItem * diminishing(read.listed) +
    WEIGHTS.doubledLength * doublings(length, 25) +
    WEIGHTS.doubledMaterial * doublings(words(read.material) + words(material), 40) +
    (read.hasCode ? WEIGHTS.codeMaterial : 0);
  const fault = tier === 'simple' ? 0 : WEIGHTS.hardFault * diminishing(count(faults, asked));
  const share = tier === 'medium' && terms >= 3 ? WEIGHTS.expertShare : WEIGHTS.signalShare[tier];
  const taken =
    (isBrief ? WEIGHTS.brief : 0) +
    (terms >= 2 ? 0 : WEIGHTS.everyday * Math.min(2, diminishing(count(everyday, asked))));
  const value = level + Math.min(WEIGHTS.mostAdded[tier], added * share + fault) + taken;
  return {
    value: Math.max(0, value),
    main: main?.intent.reason ?? 'asks for something in few words',
    requests: 1 + further,
    expert: terms,
    depth: depths,
    constraints,
    brief: isBrief,
  };
}

function doublings(count: number, from: number): number {
  return Math.min(4, Math.max(0, Math.log2(Math.max(1, count) / from)));
}

function isTransform(main: Request | undefined): boolean {
  return main?.intent.kind === 'governs';
}

/** The hardest request, except that a transformation of the prompt's own text stays what it is. */
function strongest(requests: readonly Request[]): Request | undefined {
  return requests.reduce<Request | undefined>(
    (best, each) => (!best || each.level > best.level ? each : best),
    undefined,
  );
}
