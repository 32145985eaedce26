import type { Change } from '../../schemas/review.ts';
import { changesBetween } from './changes.ts';
import { isList, valueAt, withValueAt } from './json.ts';
import type { Path } from './json.ts';

/** A result under edit; the original stays as it is. */
export class WorkingCopy {
  readonly original: unknown;
  readonly #changed: () => void;
  #current: unknown;

  constructor(original: unknown, current: unknown, changed: () => void) {
    this.original = original;
    this.#current = current;
    this.#changed = changed;
  }

  get current(): unknown {
    return this.#current;
  }

  changes(): readonly Change[] {
    return changesBetween(this.original, this.#current);
  }

  at(path: Path): unknown {
    return valueAt(this.#current, path);
  }

  set(path: Path, value: unknown): void {
    this.#current = withValueAt(this.#current, path, value);
    this.#changed();
  }

  append(list: Path, item: unknown): void {
    this.set(list, [...this.#items(list), item]);
  }

  remove(list: Path, index: number): void {
    this.set(list, this.#items(list).toSpliced(index, 1));
  }

  #items(list: Path): readonly unknown[] {
    const items = this.at(list);
    return isList(items) ? items : [];
  }
}
