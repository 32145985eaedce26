import type { FieldProblem } from '../../schemas/review-api.ts';
import type { Control } from './controls.ts';
import { el } from './dom.ts';

interface Field {
  readonly element: HTMLElement;
  /** Absent for a list as a whole. */
  readonly control?: Control;
  readonly message: HTMLElement;
}

/** The fields of a form by the paths of their values, so that a problem is read where it can be mended. */
export class FieldRegister {
  readonly #fields = new Map<string, Field>();
  #changed: readonly string[] = [];

  /** Returns the place for the field's problem. */
  add(path: string, element: HTMLElement, control?: Control): HTMLElement {
    const message = el('p', { class: 'problem', id: `problem-${path.replaceAll('.', '-')}`, hidden: true });
    this.#fields.set(path, { element, control, message });
    this.#mark(path);
    return message;
  }

  removeBelow(prefix: string): void {
    for (const path of this.#fields.keys()) if (path.startsWith(prefix)) this.#fields.delete(path);
  }

  markChanged(paths: readonly string[]): void {
    this.#changed = paths;
    for (const path of this.#fields.keys()) this.#mark(path);
  }

  /** Puts problems at their fields, or at the nearest field around them, and returns those without any. */
  show(problems: readonly FieldProblem[]): readonly FieldProblem[] {
    for (const path of this.#fields.keys()) this.#say(path, undefined);
    return problems.filter(({ path, message }) => {
      const nearest = this.#nearest(path);
      if (nearest !== undefined) this.#say(nearest, message);
      return nearest === undefined;
    });
  }

  /** Looks whether a field's value can be sent, and takes an old problem away. */
  check(path: string): void {
    this.#say(path, this.#fields.get(path)?.control?.fault());
  }

  faults(): readonly FieldProblem[] {
    return [...this.#fields].flatMap(([path, { control }]) => {
      const message = control?.fault();
      return message === undefined ? [] : [{ path, message }];
    });
  }

  /** To a field, or to the first one below a path. */
  focus(path: string): void {
    const target = [...this.#fields].find(
      ([one, { control }]) => control !== undefined && (one === path || one.startsWith(`${path}.`)),
    );
    const nearest = this.#fields.get(this.#nearest(path) ?? '');
    (target?.[1].control?.element ?? nearest?.control?.element ?? nearest?.element)?.focus();
  }

  #mark(path: string): void {
    const { element, control } = this.#fields.get(path) ?? {};
    const changed = this.#changed.some((one) => path === one || path.startsWith(`${one}.`));
    if (control !== undefined) element?.classList.toggle('changed', changed);
  }

  #nearest(path: string): string | undefined {
    for (let here = path; here !== ''; here = here.slice(0, Math.max(here.lastIndexOf('.'), 0))) {
      if (this.#fields.has(here)) return here;
    }
    return undefined;
  }

  #say(path: string, problem: string | undefined): void {
    const field = this.#fields.get(path);
    if (field === undefined) return;
    field.message.textContent = problem ?? '';
    field.message.hidden = problem === undefined;
    const input = field.control?.element;
    if (problem === undefined) {
      input?.removeAttribute('aria-invalid');
      input?.removeAttribute('aria-describedby');
    } else {
      input?.setAttribute('aria-invalid', 'true');
      input?.setAttribute('aria-describedby', field.message.id);
    }
  }
}
