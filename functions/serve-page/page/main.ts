import { getSettings, reviewsApi } from './api.ts';
import { el, notice } from './dom.ts';
import { listView, STATUSES } from './list-view.ts';
import { reviewView } from './review-view.ts';
import { beginSignIn, currentSession, endSession, finishSignIn, isSignedOut, signOut } from './sign-in.ts';

/** The address says what is shown: nothing, `?status=decided` or `?review=…`; the link of a notification is the last one. */

const header = document.getElementById('account')!;
const main = document.getElementById('main')!;

function show(): void {
  const session = currentSession();
  if (session === undefined) return showSignIn(...(isSignedOut() ? [notice('good', 'You are signed out.')] : []));
  header.replaceChildren(
    el('span', { class: 'muted' }, session.name),
    el('button', { type: 'button', class: 'quiet', on: { click: () => void leave() } }, 'Sign out'),
  );
  const query = new URLSearchParams(location.search);
  const review = query.get('review');
  const api = reviewsApi(session.token);
  document.title = 'Signalbox reviews';
  main.replaceChildren(
    review === null
      ? listView(STATUSES.find((status) => status === query.get('status')) ?? 'open', api, expired)
      : reviewView(review, { name: session.name, api, signedOut: expired }),
  );
}

function showSignIn(...said: readonly HTMLElement[]): void {
  header.replaceChildren();
  document.title = 'Sign in · Signalbox reviews';
  const problem = el('div', {}, ...said);
  const begin = async () => {
    try {
      await beginSignIn(await getSettings());
    } catch (error) {
      problem.replaceChildren(notice('bad', messageOf(error)));
    }
  };
  main.replaceChildren(
    el(
      'div',
      { class: 'sign-in' },
      el('h2', { tabindex: '-1' }, 'Sign in to review'),
      el(
        'p',
        { class: 'muted' },
        'Documents wait here for people to approve, correct or reject what was found in them, and agents for answers to their questions.',
      ),
      problem,
      el('button', { type: 'button', class: 'primary', on: { click: () => void begin() } }, 'Sign in'),
    ),
  );
}

function expired(): void {
  endSession();
  showSignIn(notice('warn', 'Your sign-in has expired. What you have written is kept.'));
}

async function leave(): Promise<void> {
  header.replaceChildren();
  main.replaceChildren(el('p', { class: 'muted' }, 'Signing out…'));
  history.replaceState(null, '', location.pathname);
  try {
    const issuer = await signOut(getSettings);
    if (issuer === undefined) show();
    else location.replace(issuer);
  } catch (error) {
    const but = 'You are signed out of this page, but the sign-in service may still know you.';
    showSignIn(notice('warn', `${but} ${messageOf(error)}`));
  }
}

/** Links of the page itself change what is shown without loading it anew. */
function followLink(event: MouseEvent): void {
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  const modified = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button !== 0;
  if (link === null || link.target !== '' || link.hash !== '' || modified) return;
  if (link.origin !== location.origin || link.pathname !== location.pathname) return;
  event.preventDefault();
  history.pushState(null, '', link.href);
  show();
  main.querySelector('h2')?.focus();
  scrollTo(0, 0);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

document.addEventListener('click', followLink);
addEventListener('popstate', show);
try {
  await finishSignIn(getSettings);
  show();
} catch (error) {
  showSignIn(notice('bad', messageOf(error)));
}
