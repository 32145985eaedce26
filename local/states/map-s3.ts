import { StateDataError, StatesError } from '../engine/errors.ts';
import type { Step } from '../engine/step.ts';
import { isObject, type Json, type JsonObject } from '../query/json.ts';
import { evaluateTemplate } from '../query/jsonata-template.ts';
import { evaluatePayloadTemplate } from '../query/payload-template.ts';
import { effectiveInput, jsonataScope, pathScope, type Shaping } from './data-flow.ts';

/** What an ItemReader or a ResultWriter tells S3, its expressions evaluated. */
export async function s3Parameters(
  field: 'ItemReader' | 'ResultWriter',
  source: { readonly Parameters?: Json; readonly Arguments?: Json },
  state: Shaping,
  step: Step,
): Promise<JsonObject> {
  const parameters =
    step.queryLanguage === 'JSONata'
      ? await evaluateTemplate(source.Arguments ?? {}, jsonataScope(step), `${field}/Arguments`)
      : evaluatePayloadTemplate(source.Parameters ?? {}, pathScope(step, effectiveInput(state, step)));
  const bucket = isObject(parameters) ? parameters.Bucket : undefined;
  if (!isObject(parameters) || typeof bucket !== 'string') {
    throw new StateDataError(`The field 'Bucket' is required but was missing in the ${field}, or is no text.`);
  }
  return parameters;
}

/** Calls S3 for a Map run. Whatever S3 refuses becomes `error`, in S3's own words. */
export async function callS3(resource: string, parameters: JsonObject, error: string, step: Step): Promise<JsonObject> {
  // Work in flight: a clock that skips idle time must not skip over it.
  const release = step.clock.busy();
  try {
    await step.committed();
    const call = { clock: step.clock, cancellation: step.cancellation };
    return (await step.integrations.resolve(resource).call(parameters, call)) as JsonObject;
  } catch (thrown) {
    const failure = step.failure(thrown);
    throw new StatesError(error, failure.causeText);
  } finally {
    release();
  }
}
