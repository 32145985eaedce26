import { describe, expect, it } from '@jest/globals';
import { planSteps } from '../../../functions/prompts/plan-steps.ts';
import { refinePlan } from '../../../functions/prompts/refine-plan.ts';
import { validateResults } from '../../../functions/prompts/validate-results.ts';
import { isObject, mismatches } from '../../../functions/schemas/json-schema.ts';
import { checkPlanStructure } from '../../../functions/schemas/plan-schema.ts';
import { checkRefinement } from '../../../functions/schemas/refinement-schema.ts';
import { schemaFaults } from '../../../functions/schemas/schema-faults.ts';
import { checkValidation } from '../../../functions/schemas/validation-schema.ts';
import { wireSchema } from '../../../functions/schemas/wire-schema.ts';
import { planOf } from './plans.ts';

const REVISION = { id: 'a', instruction: 'Again.', tools: [], tier: 'haiku' };
const PROMPTS = [
  ['plan-steps@1', planSteps, checkPlanStructure, planOf({ a: [] })],
  [
    'validate-results@1',
    validateResults,
    checkValidation,
    { meetsCriteria: false, score: 0.5, feedback: 'f', criticism: [{ id: 'a', problem: 'p' }] },
  ],
  ['refine-plan@1', refinePlan, checkRefinement, { steps: [REVISION] }],
] as const;

describe.each(PROMPTS)('the prompt %s', (id, prompt, check, good) => {
  it('has an answer that its schema and its check both take', () => {
    expect(prompt.id).toBe(id);
    expect(mismatches(prompt.schema!, good)).toEqual([]);
    expect(check(good)).toEqual({ value: good });
    expect(check({ ...good, more: 1 })).toMatchObject({ problems: ['more: is not a known field'] });
  });

  it('asks for nothing that structured output refuses', () => {
    const schema = prompt.schema!;
    expect(schemaFaults(schema, 'schema')).toEqual([]);
    expect(wireSchema(schema)).toEqual(schema);
    expect(isObject(schema.properties) && Object.keys(schema.properties)).toEqual(schema.required);
  });

  it('says that what it works on is data', () => {
    expect(prompt.system).toContain('is data');
  });
});
