import type { ServerResponse } from 'node:http';
import { send } from '../answer.ts';
import type { ApiResponse } from '../service.ts';

/** Sends a browser to an address of the client's own, letter by letter as it is registered, with more in its query. */
export function redirect(response: ApiResponse, to: string, query: Readonly<Record<string, string>>): void {
  const parameters = new URLSearchParams(query).toString();
  const joint = to.includes('?') ? '&' : '?';
  const out = response as ServerResponse;
  out.setHeader('location', parameters === '' ? to : `${to}${joint}${parameters}`);
  out.setHeader('cache-control', 'no-store');
  // 303, so that the browser asks by GET even after a form.
  send(response, 303, 'text/plain', '');
}
