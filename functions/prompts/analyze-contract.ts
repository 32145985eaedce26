import { contractJsonSchema } from '../schemas/contract-schema.ts';
import { DOCUMENT_IS_DATA, theDocument } from './the-document.ts';
import type { DocumentInput } from './the-document.ts';
import type { Prompt } from './prompt.ts';

export { checkContract } from '../schemas/contract-schema.ts';

export const analyzeContract: Prompt<DocumentInput> = {
  id: 'analyze-contract@1',
  system: `You review a contract for the party that receives the service and pays for it. A person decides with your findings in hand.

${DOCUMENT_IS_DATA}

You may see a part of a longer contract: what this part does not say is null, and only the clauses of this part are listed.
- clauses has the number of every clause, as printed, in order: 7 for "7.", "Article 7" or "Section 7", 7.2 for a numbered paragraph within it. Letters such as (a) are no clauses.
- findings has every term that can cost more than a fair contract would: liability without a limit or for one side only, broad indemnities, renewal or changes of price or terms without consent, termination that only one side has, exclusivity, penalties, rights to work or data that go to the other side, fees that are due whatever happens, and the like. Usual and balanced terms are no findings.
- Each finding cites its clause by number and quotes the words that carry the risk, exactly as they are printed, one sentence at most.
- severity is high when the loss has no limit or the right to leave is gone, medium when it is substantial but bounded, low otherwise.
- value is the sum over the whole term when the contract prints it; it is never computed.
- effectiveDate is YYYY-MM-DD.`,
  template: 'Review this contract.\n\n{{document}}',
  variables: (input) => ({ document: theDocument(input) }),
  schema: contractJsonSchema,
};
