import type { Responder } from '../../conversation.ts';
import { isForModel } from '../kind/addresses-model.ts';
import { readDocument } from '../reading/read-document.ts';
import { sentencesOf } from '../reading/sentences.ts';
import { clausesOf } from './clauses.ts';
import type { ClauseText } from './clauses.ts';
import { RISK_RULES } from './risks.ts';
import { effectiveDateOf, partiesOf, valueOf } from './terms.ts';

/** `analyze-contract`: the `Contract` that a part of a document says, with the risks that the rules see. */
export const analyzeContract: Responder = async (request) => JSON.stringify(contractOf(await readDocument(request)));

export function contractOf(text: string): object {
  const clauses = clausesOf(text);
  return {
    parties: partiesOf(text),
    effectiveDate: effectiveDateOf(text),
    ...valueOf(text),
    clauses: clauses.map(({ number }) => number),
    findings: clauses.flatMap(findingsOf),
  };
}

function findingsOf({ number, text }: ClauseText): readonly object[] {
  const sentences = sentencesOf(text.replace(/\*\*/g, '')).filter(
    (sentence) => !isTitle(sentence) && !isForModel(sentence),
  );
  return RISK_RULES.flatMap(({ seen, unless, risk, severity, recommendation }) => {
    const quote = sentences.find((sentence) => seen.test(sentence) && unless?.test(sentence) !== true);
    return quote === undefined ? [] : [{ clause: number, quote, risk, severity, recommendation }];
  });
}

function isTitle(sentence: string): boolean {
  return !/[.;:!?]["”’)]*$/.test(sentence) && sentence.split(' ').length < 5;
}
