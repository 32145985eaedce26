import { checkArn, invalidArn, isVersionNumber, machineArnParts } from './arns.ts';
import type { Clock } from './clock.ts';
import { ServiceError } from './errors.ts';
import type { MachineRecord, Store, VersionRecord } from './store.ts';

export interface PublishVersion {
  readonly description?: string;
  /** Refused unless the machine is still at this revision. */
  readonly revisionId?: string;
}

/** Published versions. https://docs.aws.amazon.com/step-functions/latest/dg/concepts-state-machine-version.html */
export class Versions {
  readonly #store: Store;
  readonly #clock: Clock;

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Idempotent: a revision that is published already keeps its version. */
  publish(machine: MachineRecord, { description, revisionId }: PublishVersion = {}): VersionRecord {
    if (revisionId !== undefined && revisionId !== machine.revisionId) {
      throw new ServiceError(
        'ConflictException',
        `Failed to publish the State Machine version for revision ${revisionId}. The current State Machine revision is ${machine.revisionId}.`,
      );
    }
    const existing = this.of(machine.arn).find((version) => version.revisionId === machine.revisionId);
    if (existing) return existing;
    const { tags: _tags, lastVersion = 0, ...published } = machine;
    const version = lastVersion + 1;
    const record: VersionRecord = {
      ...published,
      arn: `${machine.arn}:${version}`,
      stateMachineArn: machine.arn,
      version,
      creationDate: this.#clock.now(),
      ...(description !== undefined && { description }),
    };
    this.#store.putResource('version', record);
    this.#store.putMachine({ ...machine, lastVersion: version });
    return record;
  }

  /** Newest first. */
  of(stateMachineArn: string): readonly VersionRecord[] {
    const mine = this.#store.listResources('version').filter((version) => version.stateMachineArn === stateMachineArn);
    return [...mine].sort((a, b) => b.version - a.version);
  }

  find(arn: string): VersionRecord | undefined {
    return this.#store.getResource('version', arn);
  }

  /** Also of what is not there, like AWS; refused while an alias leads to it. */
  delete(arn: string): void {
    checkVersionArn(arn);
    const { stateMachineArn } = machineArnParts(arn);
    const names = this.#store
      .listResources('alias')
      .filter((alias) => alias.stateMachineArn === stateMachineArn && leadsTo(alias.routes, arn))
      .map(({ name }) => name);
    if (names.length > 0) {
      throw new ServiceError(
        'ConflictException',
        `Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: [${names.join(', ')}]`,
      );
    }
    this.#store.deleteResource('version', arn);
  }

  /** With the machine go its versions. */
  deleteAll(stateMachineArn: string): void {
    for (const { arn } of this.of(stateMachineArn)) this.#store.deleteResource('version', arn);
  }
}

export function leadsTo(routes: readonly { readonly stateMachineVersionArn: string }[], versionArn: string): boolean {
  return routes.some(({ stateMachineVersionArn }) => stateMachineVersionArn === versionArn);
}

function checkVersionArn(arn: string): void {
  checkArn(arn, 'stateMachine');
  if (!isVersionNumber(machineArnParts(arn).qualifier))
    throw invalidArn(`Resource type not valid in this context: ${arn}`);
}
