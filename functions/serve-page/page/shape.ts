import { isList, isObject } from './json.ts';
import type { Path } from './json.ts';

/** How a value is shown and edited: from the schema of the result where it says, else from the value. */
export type Kind = 'text' | 'long' | 'number' | 'date' | 'choice' | 'flag' | 'list' | 'group';

// Whole sentences; what is not here is a word or a name.
const LONG = new Set(['quote', 'risk', 'recommendation', 'text', 'assumptions', 'description']);
const MONEY = new Set(['subtotal', 'tax', 'total', 'unitPrice', 'amount', 'value']);
const ITEMS: Readonly<Record<string, string>> = {
  lines: 'Line',
  findings: 'Finding',
  sections: 'Section',
  parties: 'Party',
  clauses: 'Clause',
  assumptions: 'Assumption',
};

type Schema = Readonly<Record<string, unknown>>;

export class Shape {
  readonly #schema: Schema;
  /** Of the property, or of the list that it is an item of. */
  readonly name: string;

  constructor(schema: unknown, name = '') {
    this.#schema = isObject(schema) ? schema : {};
    this.name = name;
  }

  /** Of a property or an item. */
  child(step: string | number): Shape {
    const { properties, items } = this.#main();
    if (typeof step === 'number') return new Shape(items, this.name);
    return new Shape(isObject(properties) ? properties[step] : undefined, step);
  }

  at(path: Path): Shape {
    return path.reduce<Shape>((shape, step) => shape.child(step), this);
  }

  /** Whether null is allowed; undefined when the schema does not say. */
  get nullable(): boolean | undefined {
    const types = this.#types();
    return types.length === 0 ? undefined : types.includes('null');
  }

  get description(): string | undefined {
    const { description } = this.#schema;
    return typeof description === 'string' ? description : undefined;
  }

  get choices(): readonly string[] {
    const { enum: values } = this.#main();
    return isList(values) ? values.filter((value) => typeof value === 'string') : [];
  }

  get isMoney(): boolean {
    return MONEY.has(this.name);
  }

  /** What one item of this list is called. */
  get itemName(): string {
    return ITEMS[this.name] ?? 'Item';
  }

  kindOf(value: unknown): Kind {
    if (this.choices.length > 0) return 'choice';
    const type = this.#types().find((name) => name !== 'null') ?? typeOf(value);
    if (type === 'array') return 'list';
    if (type === 'object') return 'group';
    if (type === 'number' || type === 'integer') return 'number';
    if (type === 'boolean') return 'flag';
    // A date input would swallow what is no date.
    if (this.name.endsWith('Date') && (value === null || /^\d{4}-\d\d-\d\d$/.test(String(value)))) return 'date';
    return LONG.has(this.name) ? 'long' : 'text';
  }

  /** The names of an item's properties, by schema or by example. */
  propertyNames(example: unknown): readonly string[] {
    const { properties } = this.#main();
    return [...new Set([...Object.keys(isObject(properties) ? properties : {}), ...objectKeys(example)])];
  }

  /** A value to begin with; like `example` where the schema does not say. */
  blank(example: unknown): unknown {
    const kind = this.kindOf(example);
    if (kind === 'list') return [];
    if (kind === 'group') {
      const within = isObject(example) ? example : {};
      return Object.fromEntries(
        this.propertyNames(example).map((name) => [name, this.child(name).blank(within[name])]),
      );
    }
    if (kind === 'flag') return false;
    if (kind === 'choice') return this.nullable ? null : this.choices[0];
    return kind === 'number' || this.nullable ? null : '';
  }

  // A schema that allows null may be `{anyOf: [{…}, {type: 'null'}]}`.
  #main(): Schema {
    const { anyOf } = this.#schema;
    const within = isList(anyOf) ? anyOf.filter(isObject).find(({ type }) => type !== 'null') : undefined;
    return within ?? this.#schema;
  }

  #types(): readonly unknown[] {
    const { anyOf, type } = this.#schema;
    const forms = isList(anyOf) ? anyOf.filter(isObject).map((form) => form.type) : [type];
    return forms.flatMap((form) => (isList(form) ? form : [form])).filter((form) => form !== undefined);
  }
}

function typeOf(value: unknown): string {
  if (isList(value)) return 'array';
  return value === null ? 'string' : typeof value;
}

function objectKeys(value: unknown): readonly string[] {
  return isObject(value) ? Object.keys(value) : [];
}
