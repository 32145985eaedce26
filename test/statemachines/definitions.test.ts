import { describe, expect, it } from '@jest/globals';
import jsonata from 'jsonata';

import { LIBRARY_NAMES } from './jsonata-names.ts';
import { synthesizedDefinition } from '../support/synthesized-definition.ts';

interface State {
  readonly [field: string]: unknown;
}
interface Machine {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

describe.each(['model-router', 'document-processing', 'agent-loop', 'research-report'])(
  'the definition of %s',
  (machine) => {
    const definition = synthesizedDefinition(machine) as Machine;
    const scopes = machinesWithin(definition);

    it('has names that a console can show, each once', () => {
      const names = scopes.flatMap(({ States }) => Object.keys(States));
      expect(names.filter((name) => name.length > 80)).toEqual([]);
      expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    });

    it('goes only to states that exist, and reaches each of them', () => {
      for (const { StartAt, States } of scopes) {
        const targets = [StartAt, ...Object.values(States).flatMap(targetsOf)];
        expect(targets.filter((name) => !Object.hasOwn(States, name))).toEqual([]);
        expect(Object.keys(States).filter((name) => !targets.includes(name))).toEqual([]);
      }
    });

    it('has JSONata that parses and reads only what is there', () => {
      const variables = new Set(assignedIn(definition));
      expect(variables.size).toBeGreaterThan(0);
      for (const expression of expressions(definition)) {
        expect(() => jsonata(expression)).not.toThrow();
        const read = [...expression.matchAll(/\$([a-zA-Z]+)(?!\w|\()/g)].map(([, name]) => String(name));
        // What the expression itself binds: `$failed := …`, `function($link, $place) …`.
        const own = new Set(
          [...expression.matchAll(/\$([a-z]+)(?= :=)|(?<=function\([^)]*)\$([a-z]+)/g)].map(([name]) => name.slice(1)),
        );
        expect(read.filter((name) => name !== 'states' && !variables.has(name) && !own.has(name))).toEqual([]);
        const fields = [...expression.matchAll(/\$states\.(\w+)/g)].map(([, name]) => name);
        expect(['input', 'result', 'errorOutput', 'context']).toEqual(expect.arrayContaining(fields));
      }
    });

    it('hides no function of JSONata behind a variable', () => {
      expect(assignedIn(definition).filter((name) => LIBRARY_NAMES.has(name))).toEqual([]);
    });

    it('assigns in no inner scope what an outer one assigns', () => {
      for (const { outer, inner } of nested(definition)) {
        expect(inner.filter((name) => outer.includes(name))).toEqual([]);
      }
    });
  },
);

/** The machine and those within its Maps and Parallels. */
function machinesWithin(value: unknown): readonly Machine[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = 'StartAt' in value && 'States' in value ? [value as Machine] : [];
  return [...own, ...Object.values(value).flatMap(machinesWithin)];
}

/** Where a state itself may go, not those of a scope within it. */
function targetsOf({ ItemProcessor: _, Branches: __, ...state }: State): readonly string[] {
  return [...JSON.stringify(state).matchAll(/"(?:Next|Default)":"([^"]+)"/g)].map(([, name]) => String(name));
}

function assignedIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = 'Assign' in value ? Object.keys(value.Assign as object) : [];
  return [...own, ...Object.values(value).flatMap(assignedIn)];
}

function nested(machine: Machine): readonly { readonly outer: readonly string[]; readonly inner: readonly string[] }[] {
  const outer = Object.values(machine.States).flatMap(({ ItemProcessor: _, Branches: __, ...state }) =>
    assignedIn(state),
  );
  const inner = Object.values(machine.States).flatMap(({ ItemProcessor, Branches }) =>
    machinesWithin([ItemProcessor, Branches]),
  );
  return [...inner.map((within) => ({ outer, inner: assignedIn(within) })), ...inner.flatMap(nested)];
}

/** Every `{% … %}` within a value. */
function expressions(value: unknown): readonly string[] {
  if (typeof value === 'string') return value.startsWith('{%') ? [value.slice(2, -2)] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(expressions) : [];
}
