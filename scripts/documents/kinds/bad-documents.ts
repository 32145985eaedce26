import type { Kind } from '../planned-document.ts';

/** Nothing; bytes that are no text; a text of another kind. */
export const badDocuments: readonly Kind[] = [
  {
    share: 1,
    make: (_, documentId) => ({
      documentId,
      kind: 'empty document',
      text: '',
      expects: { type: 'unknown', status: 'failed', problem: 'EmptyDocument' },
    }),
  },
  {
    share: 1,
    make: (index, documentId) => ({
      documentId,
      kind: 'garbage',
      text: Array.from({ length: 200 }, (_, at) => String.fromCharCode((index + at) % 9)).join(''),
      expects: { type: 'unknown', status: 'failed', problem: 'UnreadableDocument' },
    }),
  },
  {
    share: 1,
    make: (index, documentId) => ({
      documentId,
      kind: 'document of another type',
      text: `Minutes of the garden club, meeting ${index}\n\nThe roses by the gate were pruned. Tea was served at four. The next meeting is in spring.\n`,
      expects: { type: 'unknown', status: 'failed', problem: 'UnknownDocumentType' },
    }),
  },
];
