import { Duration } from 'aws-cdk-lib';
import { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { CACHED_ANSWER_SECONDS, KEPT_ANSWER_SECONDS } from '../../functions/environment.ts';
import type { Tier } from '../../functions/model-gateway/catalog.ts';
import type { PromptName } from '../../functions/prompts/index.ts';
import type { Guard } from '../../statemachines/guarded-model-call.ts';
import type { Settings } from '../settings.ts';
import type { Prompts } from '../stacks/prompts.ts';
import type { Storage, Tables } from '../stacks/storage.ts';
import { ClaimCheckAccess } from './claim-check-access.ts';
import { ModelAccess } from './model-access.ts';
import type { NodeFunction } from './node-function.ts';
import { PromptAccess } from './prompt-access.ts';
import { TableAccess } from './table-access.ts';

/** https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html */
const REDRIVABLE = Duration.days(14);
/** A function's first run in a while begins with its start. */
export const COLD_START = Duration.seconds(10);

export interface ModelStepsProps extends Settings {
  readonly storage: Storage;
  /** Undefined where prompts are not managed. */
  readonly prompts: Prompts | undefined;
}

/** What every workflow that asks models needs: who may call them, and the guard around each call. */
export class ModelSteps {
  readonly models: ModelAccess;
  readonly claimChecks: ClaimCheckAccess;
  readonly tables: TableAccess;
  /** For one run of a step: it calls its model twice at the most, because an answer may be repaired. */
  readonly callTimeout: Duration;
  readonly #props: Settings;
  readonly #storage: Storage;
  readonly #prompts: PromptAccess;

  constructor(props: ModelStepsProps) {
    this.#props = props;
    this.#storage = props.storage;
    this.#prompts = new PromptAccess(props.prompts);
    this.models = new ModelAccess(props);
    this.claimChecks = new ClaimCheckAccess(props.storage.claimChecks);
    this.tables = new TableAccess(props.storage.tables);
    const { model } = props.stage.calls;
    this.callTimeout = model.plus(model).plus(COLD_START);
  }

  /** Lets a step call the models of some tiers, under their breakers, with the prompts that it uses. */
  grantAsk(fn: NodeFunction, tiers: readonly Tier[], prompts: readonly PromptName[] = []): NodeFunction {
    const { calls, claimCheckLife } = this.#props.stage;
    this.models.grantUse(fn, tiers, calls.model);
    this.claimChecks.grantRead(fn);
    this.tables.grantBreakers(fn);
    this.tables.grantAnswers(fn);
    this.#prompts.grantPinned(fn, prompts);
    // A large one is a reference into the claim-check bucket, and must not outlive what it names.
    const kept = claimCheckLife.toSeconds() < REDRIVABLE.toSeconds() ? claimCheckLife : REDRIVABLE;
    fn.addEnvironment(CACHED_ANSWER_SECONDS, String(calls.answerMaxAge.toSeconds()));
    fn.addEnvironment(KEPT_ANSWER_SECONDS, String(kept.toSeconds()));
    return fn;
  }

  table(within: Construct, id: keyof Tables): ITable {
    return Table.fromTableName(within, id, this.#storage.tables[id]);
  }

  /** What all guarded calls of a workflow have in common. */
  guard(within: Construct): Omit<Guard, 'recordLostAttempt'> {
    const { chain, passOverDenied } = this.#props.stage.calls;
    return {
      breakers: this.table(within, 'breakers'),
      deadline: chain,
      callTimeout: this.callTimeout,
      // The function ends by itself at its timeout; the rest is for what lies between the claim and the call.
      lease: this.callTimeout.plus(Duration.seconds(30)),
      passOverDenied,
    };
  }
}
