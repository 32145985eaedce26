import type { Kind } from '../planned-document.ts';

const PARTIES = ['Larkfield Systems Ltd', 'Ostrava Mills Inc.', 'Penrose Logistics GmbH', 'Vantage Harbour LLC'];

/** Five clauses, of which two carry a risk that every reader of contracts knows. */
export const contract: Kind = {
  share: 2,
  make: (index, documentId) => {
    const [provider, client] = [PARTIES[index % PARTIES.length] ?? '', PARTIES[(index + 1) % PARTIES.length] ?? ''];
    return {
      documentId,
      kind: 'contract',
      text: `# Services Agreement

This Services Agreement (the "Agreement") is entered into as of May ${1 + (index % 28)}, 2026 (the "Effective Date") between ${provider} ("Provider") and ${client} ("Client").

## 1. Services

Provider will perform the services described in Schedule ${index}.

## 2. Term

This Agreement begins on the Effective Date and renews automatically for successive terms of twenty-four months unless Client gives notice one hundred and eighty days before its end.

## 3. Fees

The total fees for the term are USD ${(26_000 + index).toLocaleString('en-US')}, payable in twelve instalments.

## 4. Liability

Client's liability under this Agreement is unlimited, whatever the cause.

## 5. Governing law

This Agreement is governed by the laws of the State of Oregon.
`,
      expects: {
        type: 'contract',
        status: 'complete',
        result: { value: 26_000 + index, currency: 'USD', clauses: ['1', '2', '3', '4', '5'] },
      },
    };
  },
};
