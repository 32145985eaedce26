import type { FieldProblem } from '../../schemas/review-api.ts';
import { controlFor } from './controls.ts';
import { el, icon, iconButton } from './dom.ts';
import { FieldRegister } from './field-register.ts';
import { inWords } from './format.ts';
import { isList, isObject, pathText } from './json.ts';
import type { Path } from './json.ts';
import type { Shape } from './shape.ts';
import type { WorkingCopy } from './working-copy.ts';

export interface EditForm {
  readonly element: HTMLElement;
  /** Marks the fields of changed values, by their paths. */
  markChanged(paths: readonly string[]): void;
  /** Puts each problem at its field, and returns those that no field shows. */
  show(problems: readonly FieldProblem[]): readonly FieldProblem[];
  /** What cannot be sent, e.g. a figure that is no number; it is marked. */
  faults(): readonly FieldProblem[];
  focus(path: string): void;
}

/** A form for a result of whatever shape: scalars first, then each list as a table of figures, as cards or as plain inputs. */
export function editForm(copy: WorkingCopy, root: Shape, readOnly: boolean): EditForm {
  const fields = new FieldRegister();
  const shapeAt = (path: Path) => root.at(path);

  /** A labelled input. In a list it has a `name` of its own, since labels are seen once for a column or not at all. */
  function field(path: Path, name?: string): HTMLElement {
    const shape = shapeAt(path);
    const value = copy.at(path);
    const kind = shape.kindOf(value);
    const label = inWords(shape.name);
    if (kind === 'list' || kind === 'group') {
      const text = el('pre', {}, JSON.stringify(value, null, 2));
      return el('div', { class: 'field' }, el('span', { class: 'label' }, label), text);
    }
    const id = `field-${path.join('-')}`;
    const control = controlFor(kind, { id, shape, value, readOnly, name });
    const element = el('div', { class: `field ${kind}` }, el('label', { for: id }, label), control.element);
    const hint = path.length === 1 ? hintOf(shape) : undefined;
    if (hint !== undefined) element.append(el('p', { class: 'hint' }, hint));
    element.append(fields.add(pathText(path), element, control));
    control.element.addEventListener('input', () => {
      copy.set(path, control.read());
      fields.check(pathText(path));
    });
    return element;
  }

  function list(path: Path): HTMLElement {
    const shape = shapeAt(path);
    const heading = el('h4', { id: `list-${path.join('-')}`, tabindex: '-1' }, inWords(shape.name));
    const section = el('section', { class: 'list', 'aria-labelledby': heading.id });
    const render = () => {
      fields.removeBelow(`${pathText(path)}.`);
      const items = itemsAt(path);
      section.replaceChildren(
        heading,
        fields.add(pathText(path), section),
        items.length === 0 ? el('p', { class: 'muted' }, 'None.') : listBody(path, items, removal(path, render)),
        ...(readOnly ? [] : [addition(path, render)]),
      );
    };
    render();
    return section;
  }

  function listBody(path: Path, items: readonly unknown[], remove: (index: number) => Node): HTMLElement {
    const shape = shapeAt(path);
    const item = shape.child(0);
    const titled = (index: number) => `${shape.itemName} ${index + 1}`;
    if (item.kindOf(items[0]) !== 'group') {
      const rows = items.map((_, index) => el('li', {}, field([...path, index], titled(index)), remove(index)));
      return el('ul', { class: items.every((one) => String(one).length < 12) ? 'values short' : 'values' }, ...rows);
    }
    const names = item.propertyNames(items[0]);
    // Rows of figures are compared down their columns; words are read one item after the other.
    const figures = names.some(
      (name) => item.child(name).kindOf((items[0] as Record<string, unknown>)[name]) === 'number',
    );
    if (figures) return table(path, items, names, remove);
    const cards = items.map((one, index) =>
      el(
        'li',
        { class: `card ${severityOf(one)}` },
        el('div', { class: 'card-title' }, el('h5', {}, titled(index)), remove(index)),
        ...names.map((name) => field([...path, index, name])),
      ),
    );
    return el('ol', { class: 'cards' }, ...cards);
  }

  function table(
    path: Path,
    items: readonly unknown[],
    names: readonly string[],
    remove: (index: number) => Node,
  ): HTMLElement {
    const shape = shapeAt(path);
    const columns = names.map((name) =>
      el('th', { scope: 'col', title: hintOf(shape.child(0).child(name)) }, inWords(name)),
    );
    const rows = items.map((_, index) => {
      const title = `${shape.itemName} ${index + 1}`;
      return el(
        'tr',
        {},
        el('th', { scope: 'row' }, el('span', { class: 'narrow-only' }, `${shape.itemName} `), String(index + 1)),
        ...names.map((name) => el('td', {}, field([...path, index, name], `${title}: ${inWords(name)}`))),
        el('td', { class: 'remove' }, remove(index)),
      );
    });
    const head = el('tr', {}, el('th', { scope: 'col' }, '#'), ...columns, el('td', {}));
    return el('table', { class: 'lines' }, el('thead', {}, head), el('tbody', {}, ...rows));
  }

  function removal(path: Path, render: () => void): (index: number) => Node {
    if (readOnly) return () => document.createTextNode('');
    const name = shapeAt(path).itemName.toLowerCase();
    return (index) =>
      iconButton('✕', `Remove ${name} ${index + 1}`, () => {
        copy.remove(path, index);
        render();
        // The button is gone; the keyboard goes on from the list.
        document.getElementById(`list-${path.join('-')}`)?.focus();
      });
  }

  function addition(path: Path, render: () => void): HTMLElement {
    const shape = shapeAt(path);
    const add = () => {
      const items = itemsAt(path);
      copy.append(path, shape.child(0).blank(items[0] ?? ''));
      render();
      fields.focus(`${pathText(path)}.${items.length}`);
    };
    return el(
      'button',
      { type: 'button', class: 'quiet add', on: { click: add } },
      icon('+'),
      `Add ${shape.itemName.toLowerCase()}`,
    );
  }

  function itemsAt(path: Path): readonly unknown[] {
    const items = copy.at(path);
    return isList(items) ? items : [];
  }

  const names = root
    .propertyNames(copy.current)
    .filter((name) => copy.at([name]) !== undefined || root.child(name).nullable);
  const isListed = (name: string) => root.child(name).kindOf(copy.at([name])) === 'list';
  const element = el(
    'div',
    { class: 'edit-form' },
    el('div', { class: 'fields' }, ...names.filter((name) => !isListed(name)).map((name) => field([name]))),
    ...names.filter(isListed).map((name) => list([name])),
  );
  return {
    element,
    markChanged: (paths) => fields.markChanged(paths),
    show: (problems) => fields.show(problems),
    faults: () => fields.faults(),
    focus: (path) => fields.focus(path),
  };
}

function severityOf(item: unknown): string {
  return isObject(item) && ['low', 'medium', 'high'].includes(String(item.severity))
    ? `severity-${String(item.severity)}`
    : '';
}

// Descriptions are written for models, too; what to do about a missing value an empty field says by itself.
function hintOf(shape: Shape): string | undefined {
  return shape.description?.replace(/\s*Null when .*$/, '');
}
