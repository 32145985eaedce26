import type { ReviewView } from '../../schemas/review-api.ts';
import { el } from './dom.ts';

/** The document itself, beside what was found in it. */
export function documentView({ documentUrl, format, documentId }: ReviewView): HTMLElement {
  const link = el('a', { href: documentUrl, target: '_blank', rel: 'noopener noreferrer' }, 'Open in a new tab');
  return el(
    'section',
    { class: 'document', 'aria-label': 'Document' },
    el('div', { class: 'document-title' }, el('h3', {}, 'Document'), documentUrl !== '' && link),
    format === 'unknown' || documentUrl === ''
      ? el('p', { class: 'empty muted' }, 'This document cannot be shown here.')
      : el('iframe', {
          // Browsers leave the space to the page, and not to pictures of all pages.
          src: format === 'pdf' ? `${documentUrl}#navpanes=0` : documentUrl,
          title: `Document ${documentId}`,
          // An uploaded text may call itself a web page: without rights it stays a picture. Chromium shows no PDF in a
          // sandbox, and a PDF's own scripts never reach the page around it.
          sandbox: format === 'pdf' ? undefined : '',
          referrerpolicy: 'no-referrer',
        }),
  );
}
