import type { DatabaseSync } from 'node:sqlite';

import type { HistoryEvent } from '../engine/history.ts';
import type {
  EventPage,
  ExecutionFilter,
  ExecutionPage,
  ExecutionRecord,
  Frame,
  MachineRecord,
  ResourceKind,
  ResourceRecords,
  Store,
} from '../engine/store.ts';
import { checkStateFolder } from './check-database.ts';
import { openDatabase } from './database-file.ts';
import { DefinitionTexts } from './definition-texts.ts';
import { EventRows } from './event-rows.ts';
import { ExecutionRows } from './execution-rows.ts';
import { FrameRows } from './frame-rows.ts';
import { JOURNAL_TABLES } from './journal-schema.ts';
import { MachineRows } from './machine-rows.ts';
import { ResourceRows } from './resource-rows.ts';
import { reasonOf, StateError } from './state-error.ts';
import { JOURNAL, stateFile } from './state-folder.ts';
import { WriteGroup } from './write-group.ts';

/**
 * Keeps everything in `<directory>/journal.sqlite`, so that running executions survive the process. What is pending is
 * part of every answer. Opening throws a StateError when the folder is in use, damaged or of another version, and leaves it
 * as it is.
 */
export class SqliteStore implements Store {
  readonly directory: string;
  readonly #database: DatabaseSync;
  readonly #group: WriteGroup;
  readonly #machines: MachineRows;
  readonly #resources: ResourceRows;
  readonly #executions: ExecutionRows;
  readonly #events: EventRows;
  readonly #frames: FrameRows;

  constructor(directory: string) {
    this.directory = directory;
    checkStateFolder(directory);
    this.#database = openDatabase(directory, JOURNAL, () => JOURNAL_TABLES);
    const file = stateFile(directory, JOURNAL);
    try {
      this.#group = new WriteGroup(this.#database, `The journal ${file}`, () => {
        this.#executions.flush();
        this.#frames.flush();
      });
      const definitions = new DefinitionTexts(this.#database, this.#group);
      this.#machines = new MachineRows(this.#database, this.#group, definitions);
      this.#resources = new ResourceRows(this.#database, this.#group);
      this.#executions = new ExecutionRows(this.#database, this.#group, definitions);
      this.#events = new EventRows(this.#database, this.#group);
      this.#frames = new FrameRows(this.#database, this.#group);
    } catch (error) {
      this.#database.close();
      throw new StateError(JOURNAL, file, `is damaged: ${reasonOf(error)}`);
    }
  }

  putMachine(machine: MachineRecord): void {
    this.#machines.put(machine);
  }

  getMachine(arn: string): MachineRecord | undefined {
    return this.#machines.get(arn);
  }

  deleteMachine(arn: string): void {
    this.#machines.delete(arn);
  }

  listMachines(): readonly MachineRecord[] {
    return this.#machines.list();
  }

  putResource<K extends ResourceKind>(kind: K, record: ResourceRecords[K]): void {
    this.#resources.put(kind, record);
  }

  getResource<K extends ResourceKind>(kind: K, arn: string): ResourceRecords[K] | undefined {
    return this.#resources.get(kind, arn);
  }

  deleteResource(kind: ResourceKind, arn: string): void {
    this.#resources.delete(kind, arn);
  }

  listResources<K extends ResourceKind>(kind: K): readonly ResourceRecords[K][] {
    return this.#resources.list(kind);
  }

  putExecution(execution: ExecutionRecord): void {
    this.#executions.put(execution);
  }

  getExecution(arn: string): ExecutionRecord | undefined {
    return this.#executions.get(arn);
  }

  listExecutions(filter: ExecutionFilter, page: ExecutionPage): readonly ExecutionRecord[] {
    return this.#executions.list(filter, page);
  }

  runningExecutions(): readonly ExecutionRecord[] {
    return this.#executions.running();
  }

  appendEvent(executionArn: string, event: HistoryEvent): void {
    this.#events.append(this.#idOf(executionArn), event);
  }

  readEvents(executionArn: string, page: EventPage): readonly HistoryEvent[] {
    const id = this.#executions.idOf(executionArn);
    return id === undefined ? [] : this.#events.read(id, page);
  }

  putFrame(executionArn: string, frame: Frame): void {
    this.#frames.put(this.#idOf(executionArn), frame);
  }

  dropFrames(executionArn: string, scope: string): void {
    const id = this.#executions.idOf(executionArn);
    if (id !== undefined) this.#frames.drop(id, scope);
  }

  frames(executionArn: string): readonly Frame[] {
    const id = this.#executions.idOf(executionArn);
    return id === undefined ? [] : this.#frames.read(id);
  }

  committed(): Promise<void> | undefined {
    return this.#group.committed();
  }

  /** Commits what is pending. Closing twice does nothing; a write that comes later throws. */
  close(): void {
    if (!this.#database.isOpen) return;
    try {
      this.#group.close();
    } finally {
      this.#database.close();
    }
  }

  #idOf(executionArn: string): number {
    const id = this.#executions.idOf(executionArn);
    if (id === undefined) throw new Error(`The journal has no execution ${executionArn}; put it before its events.`);
    return id;
  }
}
