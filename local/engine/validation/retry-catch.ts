import { isObject, type Json } from '../../query/json.ts';
import { element, member, reject, type Place } from './diagnostic.ts';
import { checkFields, type FieldTable } from './fields.ts';
import { referencePathOrNull } from './paths.ts';
import { template } from './templates.ts';
import {
  expected,
  integer,
  listOf,
  listOrEmpty,
  MAX_SECONDS,
  nonEmptyString,
  number,
  oneOf,
  string,
} from './values.ts';
import { assign } from './variables.ts';

/** MaxDelaySeconds stays below a year of 366 days. */
const MAX_DELAY_SECONDS = 31_622_399;

const errorNames = { check: listOf((name, place) => string(name, place)), required: true };

const RETRIER: FieldTable = {
  ErrorEquals: errorNames,
  IntervalSeconds: { check: integer({ min: 1, max: MAX_SECONDS }) },
  MaxAttempts: { check: integer({ min: 0, max: MAX_SECONDS }) },
  BackoffRate: { check: number({ min: 1 }) },
  MaxDelaySeconds: { check: integer({ min: 1, max: MAX_DELAY_SECONDS }) },
  JitterStrategy: { check: oneOf('JitterStrategy', ['FULL', 'NONE']) },
  Comment: { check: string },
};

const CATCHER: FieldTable = {
  ErrorEquals: errorNames,
  Next: { check: nonEmptyString, required: true },
  ResultPath: { check: referencePathOrNull, only: 'JSONPath' },
  Assign: { check: assign },
  Output: { check: template, only: 'JSONata' },
  Comment: { check: string },
};

/** https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html */
export const retriers = listOrEmpty((retrier, place, index, list) => {
  checkHandler(retrier, RETRIER, place, index === list.length - 1);
  if (!isObject(retrier)) return;
  const { MaxDelaySeconds: cap, IntervalSeconds: interval = 1 } = retrier;
  if (typeof cap === 'number' && typeof interval === 'number' && cap > 0 && cap <= interval) {
    reject(member(place, 'MaxDelaySeconds'), 'MaxDelaySeconds must be greater than IntervalSeconds');
  }
});

export const catchers = listOrEmpty((catcher, place, index, list) =>
  checkHandler(catcher, CATCHER, place, index === list.length - 1),
);

function checkHandler(handler: Json, table: FieldTable, place: Place, last: boolean): void {
  if (!isObject(handler)) return expected('Object', place);
  checkFields(handler, table, place);
  const names = handler.ErrorEquals;
  if (!Array.isArray(names) || (last && names.length === 1)) return;
  names.forEach((name, index) => {
    if (name !== 'States.ALL') return;
    reject(element(member(place, 'ErrorEquals'), index), 'States.ALL must appear alone and at end of list');
  });
}
