import { checkArn, isVersionNumber, machineArnParts } from './arns.ts';
import type { Clock } from './clock.ts';
import { ServiceError } from './errors.ts';
import type { AliasRecord, Route, Store } from './store.ts';
import { leadsTo } from './versions.ts';

export interface AliasRequest {
  readonly description?: string;
  readonly routes: readonly Route[];
}

/** Names that lead to one or two versions. https://docs.aws.amazon.com/step-functions/latest/dg/concepts-state-machine-alias.html */
export class Aliases {
  readonly #store: Store;
  readonly #clock: Clock;

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Idempotent for the same description and routes. */
  create(name: string, { description, routes }: AliasRequest): AliasRecord {
    const stateMachineArn = this.#checkedMachine(routes);
    const arn = `${stateMachineArn}:${name}`;
    const existing = this.#store.getResource('alias', arn);
    if (existing) {
      if (existing.description === description && sameRoutes(existing.routes, routes)) return existing;
      throw new ServiceError(
        'ConflictException',
        'Failed to create alias because an alias with the same name and a different routing configuration already exists.',
      );
    }
    const now = this.#clock.now();
    const alias: AliasRecord = {
      arn,
      stateMachineArn,
      name,
      routes,
      creationDate: now,
      updateDate: now,
      ...(description !== undefined && { description }),
    };
    this.#store.putResource('alias', alias);
    return alias;
  }

  update(arn: string, { description, routes }: Partial<AliasRequest>): AliasRecord {
    const alias = this.get(arn);
    if (routes && this.#checkedMachine(routes) !== alias.stateMachineArn) throw missing(arn);
    const updated: AliasRecord = {
      ...alias,
      ...(description !== undefined && { description }),
      ...(routes !== undefined && { routes }),
      updateDate: this.#clock.now(),
    };
    this.#store.putResource('alias', updated);
    return updated;
  }

  get(arn: string): AliasRecord {
    const alias = this.find(arn);
    if (!alias) throw missing(arn);
    return alias;
  }

  find(arn: string): AliasRecord | undefined {
    checkArn(arn, 'stateMachine');
    return this.#store.getResource('alias', arn);
  }

  delete(arn: string): void {
    this.get(arn);
    this.#store.deleteResource('alias', arn);
  }

  /** Of a machine, or of one of its versions; in the order of their creation. */
  of(arn: string): readonly AliasRecord[] {
    const { stateMachineArn, qualifier } = machineArnParts(arn);
    return this.#store
      .listResources('alias')
      .filter(
        (alias) => alias.stateMachineArn === stateMachineArn && (qualifier === undefined || leadsTo(alias.routes, arn)),
      );
  }

  /** With the machine go its aliases. */
  deleteAll(stateMachineArn: string): void {
    for (const { arn } of this.of(stateMachineArn)) this.#store.deleteResource('alias', arn);
  }

  /** The machine of all routes, once they were found to be right. */
  #checkedMachine(routes: readonly Route[]): string {
    const arns = routes.map(({ stateMachineVersionArn }) => stateMachineVersionArn);
    for (const arn of arns) checkArn(arn, 'stateMachine');
    const machines = new Set(arns.map((arn) => machineArnParts(arn).stateMachineArn));
    const [stateMachineArn = ''] = machines;
    if (!arns.every((arn) => isVersionNumber(machineArnParts(arn).qualifier))) {
      throw refused(`Routing configuration must contain state machine version ARNs. Received: [${arns.join(', ')}]`);
    }
    if (machines.size > 1) {
      throw refused(`Routing configuration must contain versions of one state machine. Received: [${arns.join(', ')}]`);
    }
    if (new Set(arns).size < arns.length) {
      throw refused(`Routing configuration must not contain a version twice. Received: [${arns.join(', ')}]`);
    }
    const weights = routes.map(({ weight }) => weight);
    if (weights.reduce((sum, weight) => sum + weight, 0) !== 100) {
      throw refused(`Sum of routing configuration weights must equal 100. Received: [${weights.join(', ')}]`);
    }
    for (const arn of arns) if (!this.#store.getResource('version', arn)) throw missing(arn);
    return stateMachineArn;
  }
}

/** One of the routes, as often as its weight says; `random` is uniform in [0, 1). */
export function chosenVersion(routes: readonly Route[], random: () => number): string {
  let left = random() * 100;
  for (const { stateMachineVersionArn, weight } of routes) {
    left -= weight;
    if (left < 0) return stateMachineVersionArn;
  }
  return routes.at(-1)?.stateMachineVersionArn ?? '';
}

function sameRoutes(one: readonly Route[], other: readonly Route[]): boolean {
  const weights = new Map(other.map(({ stateMachineVersionArn, weight }) => [stateMachineVersionArn, weight]));
  return (
    one.length === other.length &&
    one.every(({ stateMachineVersionArn, weight }) => weights.get(stateMachineVersionArn) === weight)
  );
}

function refused(message: string): ServiceError {
  return new ServiceError('ValidationException', message);
}

function missing(arn: string): ServiceError {
  return new ServiceError('ResourceNotFound', 'Request references a resource that does not exist.', {
    resourceName: arn,
  });
}
