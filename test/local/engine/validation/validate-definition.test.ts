import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import {
  invalidDefinitionMessage,
  validateDefinition,
  validateState,
  type Diagnostic,
} from '../../../../local/engine/validation/validate-definition.ts';

interface Case {
  readonly name: string;
  readonly type?: 'STANDARD' | 'EXPRESS';
  readonly definition?: unknown;
  /** Instead of `definition`, where the text itself matters. */
  readonly text?: string;
  readonly diagnostics: readonly Diagnostic[];
}

const cases = JSON.parse(readFileSync(new URL('../../cases/validation.json', import.meta.url), 'utf8')) as Case[];

describe('validateDefinition', () => {
  it.each(cases.map((one) => [one.name, one] as const))('%s', (_, { text, definition, type, diagnostics }) => {
    const result = validateDefinition(text ?? JSON.stringify(definition), { type });
    expect(result.diagnostics).toEqual(diagnostics);
    expect(result.definition !== undefined).toBe(diagnostics.every(({ severity }) => severity === 'WARNING'));
  });

  it('names a resource that this installation cannot serve', () => {
    const asked: string[] = [];
    const whyUnsupported = (arn: string): string => {
      asked.push(arn);
      return 'glue is not available here';
    };
    const Resource = 'arn:aws:states:::glue:startJobRun';
    const text = JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Task', Resource, End: true } } });
    expect(validateDefinition(text, { whyUnsupported }).diagnostics).toEqual([
      {
        severity: 'ERROR',
        code: 'INVALID_RESOURCE',
        message: 'glue is not available here',
        location: '/States/A/Resource',
      },
    ]);
    expect(asked).toEqual([Resource]);
  });

  it('takes 40 levels of Parallel', () => {
    let graph: object = { StartAt: 'S0', States: { S0: { Type: 'Pass', End: true } } };
    for (let level = 1; level <= 40; level += 1) {
      const name = `S${level}`;
      graph = { StartAt: name, States: { [name]: { Type: 'Parallel', Branches: [graph], End: true } } };
    }
    expect(validateDefinition(JSON.stringify(graph)).diagnostics).toEqual([]);
  });

  it('refuses a text that nests without end, wherever it does', () => {
    for (const [open, close] of [
      ['[', ']'],
      ['{"a":', '}'],
    ] as const) {
      const deep = `${open.repeat(200_000)}1${close.repeat(200_000)}`;
      const text = `{"StartAt":"A","States":{"A":{"Type":"Pass","Result":${deep},"End":true}}}`;
      expect(validateDefinition(text).diagnostics.map(({ code }) => code)).toEqual(['TOO_DEEPLY_NESTED']);
    }
  });

  it('never throws, whatever a single value of a definition is replaced with', () => {
    const whole = {
      StartAt: 'A',
      States: {
        A: {
          Type: 'Choice',
          Choices: [{ Not: { Variable: '$.x', IsNull: true }, Next: 'M', Assign: { v: 1 } }],
          Default: 'T',
        },
        T: {
          Type: 'Task',
          Resource: 'arn:aws:states:::lambda:invoke',
          Retry: [{ ErrorEquals: ['E'], MaxAttempts: 1 }],
          Catch: [{ ErrorEquals: ['States.ALL'], Next: 'M' }],
          End: true,
        },
        M: {
          Type: 'Map',
          ItemReader: { Resource: 'arn:aws:states:::s3:getObject', ReaderConfig: { InputType: 'CSV' } },
          ItemBatcher: { MaxItemsPerBatch: 1 },
          Label: 'l',
          ItemProcessor: {
            ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
            StartAt: 'P',
            States: {
              P: {
                Type: 'Parallel',
                Branches: [{ StartAt: 'I', States: { I: { Type: 'Pass', End: true } } }],
                End: true,
              },
            },
          },
          End: true,
        },
      },
    };
    const text = JSON.stringify(whole);
    expect(validateDefinition(text).diagnostics).toEqual([]);
    for (const replacement of [null, true, 1, '', 'x', [], [null], {}, { a: null }]) {
      let position = 0;
      for (let last = -1; last !== position;) {
        last = position;
        let seen = 0;
        const changed = JSON.stringify(whole, (_name, value: unknown) => {
          seen += 1;
          return seen === position + 1 ? replacement : value;
        });
        if (seen > position) position += 1;
        expect(Array.isArray(validateDefinition(changed).diagnostics)).toBe(true);
      }
      expect(position).toBeGreaterThan(40);
    }
  });
});

describe('validateState', () => {
  it('takes a state by itself, whose targets need not exist', () => {
    const state = { Type: 'Choice', Choices: [{ Variable: '$.a', IsNull: true, Next: 'Elsewhere' }] };
    const result = validateState(JSON.stringify(state));
    expect(result.diagnostics).toEqual([]);
    expect(result.state).toEqual(state);
  });

  it('calls the state StateName', () => {
    const { diagnostics } = validateState(JSON.stringify({ Type: 'Parallel', Branches: [], End: true }));
    expect(invalidDefinitionMessage(diagnostics)).toBe(
      "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: Value cannot be empty at /States/StateName/Branches'",
    );
  });
});

describe('invalidDefinitionMessage', () => {
  it('joins the errors, leaves out warnings, and writes null for no location', () => {
    const diagnostics: Diagnostic[] = [
      {
        severity: 'ERROR',
        code: 'MISSING_TRANSITION_TARGET',
        message: "Missing 'Next' target: X",
        location: '/States/A/Next',
      },
      { severity: 'WARNING', code: 'NO_DOLLAR', message: 'only a hint', location: '/States/A' },
      { severity: 'ERROR', code: 'MISSING_END_STATE', message: 'Workflow has no terminal state' },
    ];
    expect(invalidDefinitionMessage(diagnostics)).toBe(
      "Invalid State Machine Definition: 'MISSING_TRANSITION_TARGET: Missing 'Next' target: X at /States/A/Next, " +
        "MISSING_END_STATE: Workflow has no terminal state at null'",
    );
  });
});
