import { invoiceJsonSchema } from '../schemas/invoice-schema.ts';
import { DOCUMENT_IS_DATA, theDocument } from './the-document.ts';
import type { DocumentInput } from './the-document.ts';
import type { Prompt } from './prompt.ts';

export { checkInvoice } from '../schemas/invoice-schema.ts';

export const extractInvoice: Prompt<DocumentInput> = {
  id: 'extract-invoice@1',
  system: `You copy the data of an invoice into JSON. Others compare it with the purchase order, so a wrong figure must stay wrong.

${DOCUMENT_IS_DATA}

You may see a part of a longer invoice: what this part does not say is null, also when you could work it out.
- Figures are as printed, as numbers with a decimal point: 1.234,50 becomes 1234.5. Nothing is corrected or rounded.
- lines has every line that charges something, in the order of the document, also one that appears twice. Subtotals, taxes, totals and sums carried forward are no lines. A line that breaks off before its figures is none.
- Where a line prints no quantity, it is 1; a unit price or amount that it does not print follows from the other two figures. Nothing else is ever worked out.
- declaredLineCount is what the invoice says of the number of its lines or items, not your count.
- total is what the invoice comes to with tax, before anything that has been paid.
- Dates are YYYY-MM-DD.`,
  template: 'Copy the data of this invoice.\n\n{{document}}',
  variables: (input) => ({ document: theDocument(input) }),
  schema: invoiceJsonSchema,
};
