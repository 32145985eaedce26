import type { PDFPage } from '@cantoo/pdf-lib';

// What leads from a page, or from a note on it, to other pages: actions, article threads, the tree of a form's fields.
const FROM_PAGE = ['AA', 'B'];
const FROM_NOTE = ['A', 'AA', 'Dest', 'IRT', 'P', 'Parent', 'Popup'];

/**
 * Cuts what leads from a page to others, since a copy of it follows every reference: a table of contents or a form would take the
 * whole document along. What a reader sees stays: notes, stamps and fields bring their own appearance.
 */
export function loosen(
  { node }: PDFPage,
  { PDFDict, PDFName }: Pick<typeof import('@cantoo/pdf-lib'), 'PDFDict' | 'PDFName'>,
): void {
  for (const key of FROM_PAGE) node.delete(PDFName.of(key));
  const notes = node.Annots();
  for (let index = (notes?.size() ?? 0) - 1; index >= 0; index--) {
    const note = notes?.lookup(index);
    if (!(note instanceof PDFDict)) continue;
    if (note.lookup(PDFName.of('Subtype')) === PDFName.of('Link')) notes?.remove(index);
    else for (const key of FROM_NOTE) note.delete(PDFName.of(key));
  }
}
