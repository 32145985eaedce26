import { el } from './dom.ts';
import { inWords } from './format.ts';
import type { Kind, Shape } from './shape.ts';

/** An input for one value. */
export interface Control {
  readonly element: HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;
  /** What JSON gets. */
  read(): unknown;
  /** Why it cannot be sent as it stands; the server checks everything else. */
  fault(): string | undefined;
}

export interface ControlOptions {
  readonly id: string;
  readonly shape: Shape;
  readonly value: unknown;
  /** What it is called where no label is seen. */
  readonly name?: string;
  readonly readOnly: boolean;
}

export function controlFor(kind: Exclude<Kind, 'list' | 'group'>, options: ControlOptions): Control {
  if (kind === 'choice') return choice(options);
  if (kind === 'flag') return flag(options);
  if (kind === 'long') return long(options);
  return kind === 'number' ? number(options) : text(kind, options);
}

function text(type: 'text' | 'date', { id, name, value, readOnly, shape }: ControlOptions): Control {
  const element = el('input', { id, type, 'aria-label': name, readonly: readOnly, autocomplete: 'off' });
  element.value = typeof value === 'string' ? value : '';
  return {
    element,
    read: () => orNull(element.value, shape, value),
    fault: () => (element.validity.badInput ? 'is no date' : undefined),
  };
}

function long({ id, name, value, readOnly, shape }: ControlOptions): Control {
  const element = el('textarea', { id, rows: '1', 'aria-label': name, readonly: readOnly });
  element.value = typeof value === 'string' ? value : '';
  return { element, read: () => orNull(element.value, shape, value), fault: () => undefined };
}

function number({ id, name, value, readOnly, shape }: ControlOptions): Control {
  const element = el('input', { id, type: 'number', step: 'any', 'aria-label': name, readonly: readOnly });
  element.value = typeof value === 'number' ? String(value) : '';
  // Scrolling the page must not change a figure that happens to have the focus.
  element.addEventListener('wheel', () => element.blur(), { passive: true });
  const nullable = shape.nullable ?? value === null;
  return {
    element,
    read: () => (element.value === '' ? null : element.valueAsNumber),
    fault: () => {
      if (element.validity.badInput) return 'is no number';
      return element.value === '' && !nullable ? 'must not be empty' : undefined;
    },
  };
}

function flag({ id, name, value, readOnly }: ControlOptions): Control {
  const element = el('input', { id, type: 'checkbox', 'aria-label': name, disabled: readOnly });
  element.checked = value === true;
  return { element, read: () => element.checked, fault: () => undefined };
}

function choice({ id, name, value, readOnly, shape }: ControlOptions): Control {
  const present = typeof value === 'string' ? value : '';
  // What is not among the choices is shown all the same, for the reviewer to replace.
  const choices = [...new Set([...(shape.nullable || present === '' ? [''] : []), present, ...shape.choices])];
  const element = el(
    'select',
    { id, 'aria-label': name, disabled: readOnly },
    ...choices.map((one) =>
      el('option', { value: one, selected: one === present }, /[A-Z ]/.test(one) ? one : inWords(one)),
    ),
  );
  return { element, read: () => (element.value === '' ? null : element.value), fault: () => undefined };
}

/** Nothing typed means: the document does not say it. */
function orNull(typed: string, shape: Shape, original: unknown): string | null {
  return typed === '' && (shape.nullable ?? original === null) ? null : typed;
}
