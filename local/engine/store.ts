import type { Json, JsonObject } from '../query/json.ts';
import type { HistoryEvent } from './history.ts';

/**
 * The journal: executions, and every record of the local cloud that outlives a restart. Calls are synchronous;
 * `committed()` tells when all that was written before will survive a crash. Every implementation passes one contract
 * suite.
 */
export interface Store {
  /** The state folder; without one nothing outlives the process. */
  readonly directory?: string;

  putMachine(machine: MachineRecord): void;
  getMachine(arn: string): MachineRecord | undefined;
  deleteMachine(arn: string): void;
  /** In order of their names. */
  listMachines(): readonly MachineRecord[];

  /** Every other record that is read and written whole: creates or replaces, by ARN. */
  putResource<K extends ResourceKind>(kind: K, record: ResourceRecords[K]): void;
  getResource<K extends ResourceKind>(kind: K, arn: string): ResourceRecords[K] | undefined;
  deleteResource(kind: ResourceKind, arn: string): void;
  /** In the order of their first puts. */
  listResources<K extends ResourceKind>(kind: K): readonly ResourceRecords[K][];

  /** Creates or replaces. */
  putExecution(execution: ExecutionRecord): void;
  getExecution(arn: string): ExecutionRecord | undefined;
  /** Newest first. */
  listExecutions(filter: ExecutionFilter, page: ExecutionPage): readonly ExecutionRecord[];
  /** Those that a restart has to resume, oldest first. */
  runningExecutions(): readonly ExecutionRecord[];

  appendEvent(executionArn: string, event: HistoryEvent): void;
  readEvents(executionArn: string, page: EventPage): readonly HistoryEvent[];

  /** What one scope needs to go on after a crash; replaces the scope's last frame. */
  putFrame(executionArn: string, frame: Frame): void;
  /** Forgets a scope and all scopes inside it. */
  dropFrames(executionArn: string, scope: string): void;
  frames(executionArn: string): readonly Frame[];

  /** Undefined when everything is durable already (or never will be). */
  committed(): Promise<void> | undefined;
  close(): void;
}

/** Pages hang on an item, not on a count, so that what starts meanwhile neither repeats nor hides one. */
export interface ExecutionPage {
  /** The last ARN of the page before. */
  readonly after?: string;
  readonly limit: number;
}

export interface EventPage {
  /** The last event id of the page before. */
  readonly after?: number;
  readonly limit: number;
  readonly reverse?: boolean;
}

export interface ExecutionFilter {
  readonly stateMachineArn?: string;
  readonly stateMachineVersionArn?: string;
  readonly stateMachineAliasArn?: string;
  readonly mapRunArn?: string;
  readonly status?: ExecutionStatus;
  /** Whether it was redriven at least once. */
  readonly redriven?: boolean;
}

export type MachineType = 'STANDARD' | 'EXPRESS';

export interface MachineRecord {
  readonly arn: string;
  readonly name: string;
  readonly type: MachineType;
  /** As it was sent, to the letter. */
  readonly definition: string;
  readonly roleArn: string;
  readonly revisionId: string;
  readonly creationDate: number;
  readonly loggingConfiguration?: JsonObject;
  readonly tracingConfiguration?: JsonObject;
  readonly encryptionConfiguration?: JsonObject;
  readonly tags: Readonly<Record<string, string>>;
  /** Absent until the first change. */
  readonly updateDate?: number;
  /** The number of the last version that was published, be it deleted since: numbers are not used twice. */
  readonly lastVersion?: number;
}

/** Who keeps records of another kind adds it to this interface where the record is declared. */
export interface ResourceRecords {
  readonly version: VersionRecord;
  readonly alias: AliasRecord;
  readonly activity: ActivityRecord;
  readonly mapRun: MapRunRecord;
}

export type ResourceKind = keyof ResourceRecords;

/** The part of the store for what there is few of. */
export type ResourceStore = Pick<
  Store,
  'directory' | 'putResource' | 'getResource' | 'deleteResource' | 'listResources' | 'committed'
>;

/** A machine as it was when the version was published; `arn` is the version's, `creationDate` the time of publishing. */
export interface VersionRecord extends Omit<MachineRecord, 'tags' | 'lastVersion'> {
  readonly stateMachineArn: string;
  readonly version: number;
  readonly description?: string;
}

export interface AliasRecord {
  readonly arn: string;
  readonly stateMachineArn: string;
  readonly name: string;
  readonly description?: string;
  /** One or two versions; the weights sum up to 100. */
  readonly routes: readonly Route[];
  readonly creationDate: number;
  readonly updateDate: number;
}

export interface Route {
  readonly stateMachineVersionArn: string;
  /** Percent. */
  readonly weight: number;
}

export interface ActivityRecord {
  readonly arn: string;
  readonly name: string;
  readonly creationDate: number;
  readonly encryptionConfiguration?: JsonObject;
  readonly tags: Readonly<Record<string, string>>;
}

/** The run of a distributed Map. */
export interface MapRunRecord {
  readonly arn: string;
  readonly executionArn: string;
  readonly stateMachineArn: string;
  readonly status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED';
  readonly startDate: number;
  readonly stopDate?: number;
  /** 0 is no limit. */
  readonly maxConcurrency: number;
  readonly toleratedFailureCount?: number;
  /** 0 to 100. */
  readonly toleratedFailurePercentage?: number;
  /** Child executions in all; 0 until the items are known, as `items` is. */
  readonly children: number;
  readonly items: number;
  /** Whether a child works on a batch of items. */
  readonly batched: boolean;
  readonly resultsWritten: boolean;
  readonly redriveCount: number;
  readonly redriveDate?: number;
}

/** PENDING_REDRIVE is only shown, of children whose turn in a redriven Map Run has not come; no record has it. */
export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED' | 'PENDING_REDRIVE';

export interface ExecutionRecord {
  readonly arn: string;
  readonly stateMachineArn: string;
  /** Set when it was started by a version's or an alias's ARN. */
  readonly stateMachineVersionArn?: string;
  readonly stateMachineAliasArn?: string;
  readonly name: string;
  readonly status: ExecutionStatus;
  readonly startDate: number;
  readonly stopDate?: number;
  /** JSON text, as it was sent. */
  readonly input: string;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
  readonly traceHeader?: string;
  /** The definition it runs, which an update of its machine does not change. */
  readonly definition: string;
  readonly roleArn: string;
  readonly type: MachineType;
  /** Set for the items of a distributed Map, with the number of redrives that the run had when they were started last. */
  readonly mapRunArn?: string;
  readonly mapRunAttempt?: number;
  /** Absent until the first redrive. */
  readonly redrive?: Redrive;
}

export interface Redrive {
  readonly count: number;
  /** Of the last one, as `eventId` is. */
  readonly date: number;
  readonly eventId: number;
  /** Client tokens that redrove it, newest first. */
  readonly tokens: readonly { readonly token: string; readonly date: number }[];
}

/** Where one scope (the machine, a branch, an iteration) stands. */
export interface Frame {
  /** '' for the machine; inside, pairs of `<entered event id>/<branch or item index>` joined by '/'. */
  readonly scope: string;
  /** '' before the scope's first state is entered, and once its parent has heard of its end. */
  readonly state: string;
  readonly input: Json;
  readonly variables: JsonObject;
  readonly enteredEventId: number;
  readonly enteredAt: number;
  /** The scope's newest event, which the next one names as its predecessor. */
  readonly lastEventId: number;
  /** What the running state has done so far; each state type's own business. */
  readonly progress: JsonObject;
  /** What its running task can be answered with. */
  readonly token?: string;
  /** Set once the scope has ended, until the Map or Parallel that waits for its siblings is left. */
  readonly output?: Json;
}
