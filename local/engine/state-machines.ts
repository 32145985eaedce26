import { randomUUID } from 'node:crypto';

import type { JsonObject } from '../query/json.ts';
import { checkArn, checkName, stateMachineArn, type ArnScope } from './arns.ts';
import type { Clock } from './clock.ts';
import type { StateMachineDefinition } from './definition.ts';
import { ServiceError } from './errors.ts';
import type { MachineRecord, MachineType, Store } from './store.ts';
import { invalidDefinitionMessage, validateDefinition } from './validation/validate-definition.ts';

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

/** The state machines of one account and region. Refusals are ServiceErrors with AWS's names and words. */
export class StateMachines {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #scope: ArnScope;
  readonly #isSupportedResource: (resource: string) => string | undefined;
  /** Parsed definitions by their text, since many executions run the same one. */
  readonly #parsed = new Map<string, StateMachineDefinition>();

  constructor(
    store: Store,
    clock: Clock,
    scope: ArnScope,
    /** Says why a Task's resource cannot run here, or undefined when it can. */
    isSupportedResource: (resource: string) => string | undefined,
  ) {
    this.#store = store;
    this.#clock = clock;
    this.#scope = scope;
    this.#isSupportedResource = isSupportedResource;
  }

  /** Idempotent: the same machine again is answered with the first. */
  create(request: CreateStateMachine): MachineRecord {
    checkName(request.name);
    const type = request.type ?? 'STANDARD';
    this.#validate(request.definition, type);
    const arn = stateMachineArn(this.#scope, request.name);
    const existing = this.#store.getMachine(arn);
    if (existing) {
      const same =
        existing.definition === request.definition &&
        existing.roleArn === request.roleArn &&
        existing.type === type &&
        JSON.stringify(existing.loggingConfiguration) === JSON.stringify(request.loggingConfiguration) &&
        JSON.stringify(existing.tracingConfiguration) === JSON.stringify(request.tracingConfiguration);
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
      loggingConfiguration: request.loggingConfiguration,
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
      if (existing) this.#store.deleteMachine(existing.arn);
      return this.create(request);
    }
    const { definition, roleArn, loggingConfiguration, tracingConfiguration } = request;
    if (existing.definition === definition && existing.roleArn === roleArn) return existing;
    return this.update(existing.arn, { definition, roleArn, loggingConfiguration, tracingConfiguration }).machine;
  }

  /** Running executions keep the definition they started with. */
  update(arn: string, changes: UpdateStateMachine): { readonly machine: MachineRecord; readonly updateDate: number } {
    const machine = this.get(arn);
    if (Object.values(changes).every((value) => value === undefined)) {
      throw new ServiceError(
        'MissingRequiredParameter',
        'Either the definition, the role ARN, the LoggingConfiguration, the TracingConfiguration, or the EncryptionConfiguration must be specified',
      );
    }
    if (changes.definition !== undefined) this.#validate(changes.definition, machine.type);
    const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
    const updated: MachineRecord = { ...machine, ...given, revisionId: randomUUID() };
    this.#store.putMachine(updated);
    return { machine: updated, updateDate: this.#clock.now() };
  }

  get(arn: string): MachineRecord {
    checkArn(arn, 'stateMachine');
    const machine = this.#store.getMachine(arn);
    if (!machine) throw new ServiceError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
    return machine;
  }

  list(): readonly MachineRecord[] {
    return this.#store.listMachines();
  }

  /** Also of what is not there, like AWS. */
  delete(arn: string): void {
    checkArn(arn, 'stateMachine');
    this.#store.deleteMachine(arn);
  }

  /** The parsed form of a definition that was accepted. */
  parsed(definition: string): StateMachineDefinition {
    let parsed = this.#parsed.get(definition);
    if (!parsed) {
      parsed = JSON.parse(definition) as StateMachineDefinition;
      this.#parsed.set(definition, parsed);
    }
    return parsed;
  }

  #validate(definition: string, type: MachineType): void {
    const { diagnostics } = validateDefinition(definition, { type, isSupportedResource: this.#isSupportedResource });
    if (diagnostics.some((diagnostic) => diagnostic.severity === 'ERROR')) {
      throw new ServiceError('InvalidDefinition', invalidDefinitionMessage(diagnostics));
    }
  }
}
