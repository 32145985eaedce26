import { diffView } from './diff-view.ts';
import { el } from './dom.ts';
import type { Drafts } from './drafts.ts';

/** What was written for versions before this one, when others have replaced or closed them meanwhile. */
export function unsentDrafts(drafts: Drafts, before: number): readonly HTMLElement[] {
  return drafts.olderThan(before).map(({ version, draft }) => {
    const panel = el(
      'section',
      { class: 'panel warn' },
      el('h3', {}, `Not sent: what you wrote for version ${version}`),
      draft.changes.length > 0 && diffView(draft.changes),
      draft.comment !== '' && el('blockquote', {}, draft.comment),
      el('button', { type: 'button', class: 'quiet', on: { click: forget } }, 'Forget it'),
    );
    function forget(): void {
      drafts.drop(version);
      panel.remove();
    }
    return panel;
  });
}
