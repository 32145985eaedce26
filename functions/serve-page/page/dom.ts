/** The only place where elements are made. Data becomes text nodes and attributes, never markup. */

type Child = Node | string | false | undefined;

type Listeners = { readonly [Event in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[Event]) => void };

interface Attributes {
  readonly on?: Listeners;
  /** A flag is present or absent; undefined leaves the attribute out. */
  readonly [name: string]: string | number | boolean | undefined | Listeners;
}

export function el<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'object') listen(element, value);
    else if (value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children.filter((child) => child !== undefined && child !== false));
  return element;
}

function listen(element: HTMLElement, listeners: Listeners): void {
  for (const [event, listener] of Object.entries(listeners)) {
    element.addEventListener(event, listener as EventListener);
  }
}

/** A sign for those who see it; words say the same for everybody. */
export function icon(sign: string): HTMLElement {
  return el('span', { class: 'icon', 'aria-hidden': 'true' }, sign);
}

/** A button with a sign only; `name` is for those who do not see it. */
export function iconButton(sign: string, name: string, click: () => void): HTMLElement {
  return el('button', { type: 'button', class: 'quiet sign', 'aria-label': name, title: name, on: { click } }, sign);
}

export function badge(kind: 'neutral' | 'good' | 'warn' | 'bad', text: string, sign?: string): HTMLElement {
  return el('span', { class: `badge ${kind}` }, sign !== undefined && icon(sign), text);
}

/** A message that screen readers speak when it appears; an alert interrupts, a status waits. */
export function notice(kind: 'good' | 'warn' | 'bad', ...children: readonly Child[]): HTMLElement {
  return el('div', { class: `notice ${kind}`, role: kind === 'bad' ? 'alert' : 'status', tabindex: '-1' }, ...children);
}
