import type { Duration } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Choice, Condition } from 'aws-cdk-lib/aws-stepfunctions';
import type { IChainable, TaskStateBase } from 'aws-cdk-lib/aws-stepfunctions';
import {
  DynamoAttributeValue,
  DynamoGetItem,
  DynamoProjectionExpression,
  DynamoReturnValues,
  DynamoUpdateItem,
} from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { HALF_OPEN_MS } from '../../functions/model-gateway/breaker.ts';
import { BREAKER_OPEN, PASSED_OVER } from '../../functions/model-gateway/errors.ts';
import { ENTERED } from './expressions.ts';
import type { Parts } from './expressions.ts';

export interface AdmissionProps {
  readonly breakers: ITable;
  /** Longer than a call can take, or a second probe could go out while the first still runs. */
  readonly lease: Duration;
  /** JSONata: whether a model whose figures are bad may be passed over for the next one before it is tried. */
  readonly passOver?: string;
  /** JSONata: the key of the first link's breaker. */
  readonly first: string;
  /** What the check of the first link assigns besides what it read, so that beginning a chain needs no state of its own. */
  readonly begin: Readonly<Record<string, unknown>>;
}

/** Where a call goes on. */
interface Ways {
  readonly admitted: IChainable;
  /** With the failure in its variable. */
  readonly refused: IChainable;
}

/**
 *   Check breaker, Check next breaker ─▶ May it be called? ─┬─ closed ──────▶ (admitted)
 *        │cannot be read                                    ├─ probe due ───▶ Claim probe ─▶ (admitted, with the lease)
 *        ▼                                                  │                     │somebody else has it
 *   (admitted)                                              └─ open, passed over ─┴▶ (refused)
 *
 * Leaves in `admission` what the function needs to count the call: the circuit's generation, and the lease of a probe.
 */
export function admission(
  scope: Construct,
  parts: Parts,
  props: AdmissionProps,
  { admitted, refused }: Ways,
): { readonly first: TaskStateBase; readonly next: TaskStateBase } {
  const { v, name, current } = parts;
  const seen = `$${v.breaker}`;
  const waitUntil = `$max([${seen}.openUntil, ${seen}.leaseUntil, ${ENTERED}])`;
  const free = `$not($exists(${seen}.forced))`;
  const failure = {
    [v.failure]: {
      code: BREAKER_OPEN,
      fallback: 'next',
      // Who forced it open knows when to release it; until then a caller that asks once a minute is enough.
      retryAfterSeconds: `{% ${free} ? $max([1, $ceil((${waitUntil} - ${ENTERED}) / 1000)]) : 60 %}`,
    },
  };
  const closed = `(${seen}.forced = "CLOSED" or (${free} and ${seen}.circuit = "CLOSED"))`;
  const timeIsOver = `${seen}.circuit = "OPEN" and ${seen}.openUntil <= ${ENTERED}`;
  const noLease = `${seen}.circuit = "HALF_OPEN" and ($not($exists(${seen}.leaseUntil)) or ${seen}.leaseUntil <= ${ENTERED})`;

  const claim = claimProbe(scope, parts, props);
  claim.addCatch(refused, { errors: ['States.ALL'], assign: failure });
  claim.next(admitted);

  const may = Choice.jsonata(scope, name('May it be called?'), { assign: failure });
  if (props.passOver !== undefined) {
    const anotherIsLeft = `$${v.index} < $${v.fresh} and $${v.index} + 1 < $count($${v.chain})`;
    const bad = `${free} and $exists(${seen}.avoidUntil) and ${seen}.avoidUntil > ${ENTERED}`;
    may.when(Condition.jsonata(`{% ${closed} and ${bad} and ${anotherIsLeft} and (${props.passOver}) %}`), refused, {
      assign: {
        [v.failure]: { code: PASSED_OVER, fallback: 'next', retryAfterSeconds: null },
        // Poor figures are better than no answer: it is tried when all others have failed.
        [v.chain]: `{% $append($${v.chain}, [${current}]) %}`,
      },
    });
  }
  may
    .when(Condition.jsonata(`{% ${closed} %}`), admitted)
    .when(Condition.jsonata(`{% ${free} and ((${timeIsOver}) or (${noLease})) %}`), claim)
    .otherwise(refused);

  const check = (id: string, key: string, begin: Readonly<Record<string, unknown>>) => {
    const state = checkBreaker(scope, id, parts, props.breakers, key, begin);
    // Fail open: a breaker that cannot be asked must not be what stops the traffic.
    state.addCatch(admitted, { errors: ['States.ALL'], assign: { ...begin, [v.admission]: { unread: true } } });
    state.next(may);
    return state;
  };
  return {
    first: check(name('Check breaker'), props.first, props.begin),
    next: check(name('Check next breaker'), `${current}.breaker`, {}),
  };
}

const TEXTS = ['circuit', 'forced', 'lease'];
const NUMBERS = ['generation', 'openUntil', 'openings', 'leaseUntil', 'halfOpenSince', 'successes', 'avoidUntil'];

function checkBreaker(
  scope: Construct,
  id: string,
  { v }: Parts,
  table: ITable,
  key: string,
  begin: Readonly<Record<string, unknown>>,
): TaskStateBase {
  const item = '$states.result.Item';
  const members = [
    ...TEXTS.map((text) => `"${text}": ${item}.${text}.S`),
    ...NUMBERS.map((number) => `"${number}": $number(${item}.${number}.N)`),
  ];
  // A breaker that nobody has written to yet is closed.
  const state = `$merge([{"circuit": "CLOSED", "generation": 0}, {${members.join(', ')}}])`;
  return DynamoGetItem.jsonata(scope, id, {
    table,
    key: { breaker: DynamoAttributeValue.fromString(`{% ${key} %}`) },
    // OPEN admits nobody, from the moment it was written.
    consistentRead: true,
    projectionExpression: [...TEXTS, ...NUMBERS].map((attribute) =>
      new DynamoProjectionExpression().withAttribute(attribute),
    ),
    assign: {
      ...begin,
      [v.breaker]: `{% ${state} %}`,
      [v.admission]: `{% {"generation": $exists(${item}.generation) ? $number(${item}.generation.N) : 0} %}`,
    },
  });
}

/** One of all that ask at this moment gets the lease: the write holds only for the breaker as it was read. */
function claimProbe(scope: Construct, { v, name, current }: Parts, { breakers, lease }: AdmissionProps): TaskStateBase {
  const seen = `$${v.breaker}`;
  const opened = `${seen}.circuit = "OPEN"`;
  const begins = `(${opened} or ${seen}.halfOpenSince + ${HALF_OPEN_MS} <= ${ENTERED})`;
  const generation = `(${opened} ? ${seen}.generation + 1 : ${seen}.generation)`;
  const text = (jsonata: string) => DynamoAttributeValue.fromString(`{% ${jsonata} %}`);
  const number = (jsonata: string) => DynamoAttributeValue.numberFromString(`{% $string(${jsonata}) %}`);
  const written = '$states.result.Attributes';
  return DynamoUpdateItem.jsonata(scope, name('Claim probe'), {
    table: breakers,
    key: { breaker: text(`${current}.breaker`) },
    updateExpression:
      'SET circuit = :halfOpen, generation = :next, lease = :token, leaseUntil = :until, halfOpenSince = :since, successes = :successes REMOVE openUntil',
    conditionExpression:
      'circuit = :circuit AND generation = :generation AND attribute_not_exists(forced) AND (attribute_not_exists(lease) OR lease = :lease) AND (attribute_not_exists(successes) OR successes = :counted)',
    expressionAttributeValues: {
      ':halfOpen': DynamoAttributeValue.fromString('HALF_OPEN'),
      ':next': number(generation),
      ':token': text('$uuid()'),
      ':until': number(`${ENTERED} + ${lease.toMilliseconds()}`),
      ':since': number(`${begins} ? ${ENTERED} : ${seen}.halfOpenSince`),
      ':successes': number(`${begins} ? 0 : ${seen}.successes`),
      ':counted': number(`$exists(${seen}.successes) ? ${seen}.successes : 0`),
      ':circuit': text(`${seen}.circuit`),
      ':generation': number(`${seen}.generation`),
      ':lease': text(`$exists(${seen}.lease) ? ${seen}.lease : ""`),
    },
    returnValues: DynamoReturnValues.ALL_NEW,
    assign: {
      [v.admission]: {
        generation: `{% $number(${written}.generation.N) %}`,
        probe: {
          token: `{% ${written}.lease.S %}`,
          until: `{% $number(${written}.leaseUntil.N) %}`,
          generation: `{% $number(${written}.generation.N) %}`,
          successes: `{% $number(${written}.successes.N) %}`,
          openings: `{% $number(${written}.openings.N) %}`,
          ended: `{% ${opened} %}`,
        },
      },
    },
  });
}
