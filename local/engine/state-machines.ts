import { randomUUID } from 'node:crypto';

import { boundedCache } from '../query/bounded-cache.ts';
import type { JsonObject } from '../query/json.ts';
import { Aliases, chosenVersion } from './aliases.ts';
import { checkArn, checkName, machineArnParts, machineOf, stateMachineArn, type ArnScope } from './arns.ts';
import type { Clock } from './clock.ts';
import type { StateMachineDefinition } from './definition.ts';
import { ServiceError } from './errors.ts';
import { loggingConfiguration } from './machine-configuration.ts';
import type { MachineRecord, MachineType, Store, VersionRecord } from './store.ts';
import { invalidDefinitionMessage, validateDefinition, type Diagnostic } from './validation/validate-definition.ts';
import { Versions } from './versions.ts';

export interface CreateStateMachine {
  readonly name: string;
  /** JSON text. */
  readonly definition: string;
  readonly roleArn: string;
  readonly type?: MachineType;
  readonly loggingConfiguration?: JsonObject;
  readonly tracingConfiguration?: JsonObject;
  readonly encryptionConfiguration?: JsonObject;
  readonly tags?: Readonly<Record<string, string>>;
}

export type UpdateStateMachine = Partial<
  Pick<
    MachineRecord,
    'definition' | 'roleArn' | 'loggingConfiguration' | 'tracingConfiguration' | 'encryptionConfiguration'
  >
>;

/** What an execution runs: a machine as it is, or one of its versions, perhaps by way of an alias. */
export interface StartTarget {
  readonly machine: MachineRecord | VersionRecord;
  readonly stateMachineArn: string;
  readonly stateMachineVersionArn?: string;
  readonly stateMachineAliasArn?: string;
}

/** Of up to 1 MiB each; running executions keep theirs anyway. */
const PARSED_DEFINITIONS = 256;

/** The state machines of one account and region. Refusals are ServiceErrors with AWS's names and words. */
export class StateMachines {
  readonly versions: Versions;
  readonly aliases: Aliases;
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #scope: ArnScope;
  readonly #whyUnsupported: (resource: string) => string | undefined;
  /** Parsed definitions by their text, since many executions run the same one. */
  readonly #parsed = boundedCache(PARSED_DEFINITIONS, (text) => JSON.parse(text) as StateMachineDefinition);

  constructor(
    store: Store,
    clock: Clock,
    scope: ArnScope,
    /** Says why a Task's resource cannot run here, or undefined when it can. */
    whyUnsupported: (resource: string) => string | undefined,
  ) {
    this.#store = store;
    this.#clock = clock;
    this.#scope = scope;
    this.#whyUnsupported = whyUnsupported;
    this.versions = new Versions(store, clock);
    this.aliases = new Aliases(store, clock);
  }

  /** Idempotent: the same machine again is answered with the first. */
  create(request: CreateStateMachine): MachineRecord {
    checkName(request.name);
    const type = request.type ?? 'STANDARD';
    const logging = loggingConfiguration(request.loggingConfiguration);
    this.#check(request.definition, type);
    const arn = stateMachineArn(this.#scope, request.name);
    const existing = this.#store.getMachine(arn);
    if (existing) {
      // Role and tags are not looked at, nor changed.
      const same =
        existing.definition === request.definition &&
        existing.type === type &&
        JSON.stringify(existing.loggingConfiguration) === JSON.stringify(logging) &&
        JSON.stringify(existing.tracingConfiguration) === JSON.stringify(request.tracingConfiguration) &&
        JSON.stringify(existing.encryptionConfiguration) === JSON.stringify(request.encryptionConfiguration);
      if (same) return existing;
      throw new ServiceError('StateMachineAlreadyExists', `State Machine Already Exists: '${arn}'`);
    }
    const machine: MachineRecord = {
      arn,
      name: request.name,
      type,
      definition: request.definition,
      roleArn: request.roleArn,
      revisionId: 'INITIAL',
      creationDate: this.#clock.now(),
      loggingConfiguration: logging,
      tracingConfiguration: request.tracingConfiguration,
      encryptionConfiguration: request.encryptionConfiguration,
      tags: request.tags ?? {},
    };
    this.#store.putMachine(machine);
    return machine;
  }

  /** Creates, or brings an existing machine of that name to this state, as a deployment does. */
  deploy(request: CreateStateMachine): MachineRecord {
    const existing = this.#store.getMachine(stateMachineArn(this.#scope, request.name));
    if (!existing || existing.type !== (request.type ?? 'STANDARD')) {
      if (existing) this.delete(existing.arn);
      return this.create(request);
    }
    const { definition, roleArn, loggingConfiguration, tracingConfiguration } = request;
    return this.update(existing.arn, { definition, roleArn, loggingConfiguration, tracingConfiguration }).machine;
  }

  /** Running executions keep the definition they started with. */
  update(arn: string, changes: UpdateStateMachine): { readonly machine: MachineRecord; readonly updateDate: number } {
    const machine = this.current(arn);
    if (Object.values(changes).every((value) => value === undefined)) {
      throw new ServiceError(
        'MissingRequiredParameter',
        'Either the definition, the role ARN, the LoggingConfiguration, the TracingConfiguration, or the EncryptionConfiguration must be specified',
      );
    }
    const updateDate = this.#clock.now();
    if (changes.definition !== undefined) this.#check(changes.definition, machine.type);
    const wanted = { ...changes, loggingConfiguration: loggingConfiguration(changes.loggingConfiguration) };
    const given = Object.entries(wanted).filter(([, value]) => value !== undefined);
    // What changes nothing makes no new revision.
    const old = Object.fromEntries(given.map(([name]) => [name, machine[name as keyof UpdateStateMachine]]));
    if (JSON.stringify(old) === JSON.stringify(Object.fromEntries(given))) return { machine, updateDate };
    const updated: MachineRecord = {
      ...machine,
      ...Object.fromEntries(given),
      revisionId: randomUUID(),
      updateDate,
    };
    this.#store.putMachine(updated);
    return { machine: updated, updateDate };
  }

  tags(arn: string): Readonly<Record<string, string>> | undefined {
    return this.#store.getMachine(arn)?.tags;
  }

  /** Replaces the tags of a machine. */
  tag(arn: string, tags: Readonly<Record<string, string>>): void {
    this.#store.putMachine({ ...this.current(arn), tags });
  }

  /** A machine, or one of its versions. */
  get(arn: string): MachineRecord | VersionRecord {
    checkArn(arn, 'stateMachine');
    const machine = this.#store.getMachine(arn) ?? this.versions.find(arn);
    if (!machine) throw doesNotExist(arn);
    return machine;
  }

  /** A machine by its own ARN, without a version. */
  current(arn: string): MachineRecord {
    checkArn(arn, 'stateMachine');
    const machine = this.#store.getMachine(arn);
    if (!machine) throw doesNotExist(arn);
    return machine;
  }

  /** What to start for the ARN of a machine, a version or an alias; `random` is uniform in [0, 1). */
  target(arn: string, random: () => number): StartTarget {
    checkArn(arn, 'stateMachine');
    const alias = this.aliases.find(arn);
    const versionArn = alias ? chosenVersion(alias.routes, random) : arn;
    const machine = this.get(versionArn);
    const { stateMachineArn, qualifier } = machineArnParts(versionArn);
    return {
      machine,
      stateMachineArn,
      ...(qualifier !== undefined && { stateMachineVersionArn: versionArn }),
      ...(alias && { stateMachineAliasArn: arn }),
    };
  }

  list(): readonly MachineRecord[] {
    return this.#store.listMachines();
  }

  /** Also of what is not there, like AWS. */
  delete(arn: string): void {
    checkArn(arn, 'stateMachine');
    if (machineOf(machineArnParts(arn).stateMachineArn) !== arn) {
      throw new ServiceError('ValidationException', `A version, an alias or a Map state is no state machine: '${arn}'`);
    }
    this.aliases.deleteAll(arn);
    this.versions.deleteAll(arn);
    this.#store.deleteMachine(arn);
  }

  /** The parsed form of a definition that was accepted. */
  parsed(definition: string): StateMachineDefinition {
    return this.#parsed(definition);
  }

  /** What is wrong with a definition; nothing is created. */
  validate(definition: string, type: MachineType = 'STANDARD'): readonly Diagnostic[] {
    return validateDefinition(definition, { type, whyUnsupported: this.#whyUnsupported }).diagnostics;
  }

  #check(definition: string, type: MachineType): void {
    const diagnostics = this.validate(definition, type);
    if (diagnostics.some((diagnostic) => diagnostic.severity === 'ERROR')) {
      throw new ServiceError('InvalidDefinition', invalidDefinitionMessage(diagnostics));
    }
  }
}

function doesNotExist(arn: string): ServiceError {
  return new ServiceError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
}
