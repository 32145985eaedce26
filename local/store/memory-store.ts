import type { JsonObject } from '../query/json.ts';
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
import { RecordsByKind } from './records-by-kind.ts';

/** Keeps everything in memory: fast, and gone with the process. */
export class MemoryStore implements Store {
  readonly #machines = new Map<string, MachineRecord>();
  readonly #resources = new RecordsByKind();
  readonly #executions = new Map<string, ExecutionRecord>();
  /** ARNs in the order of their starts. */
  readonly #started: string[] = [];
  readonly #events = new Map<string, HistoryEvent[]>();
  readonly #frames = new Map<string, Map<string, KeptFrame>>();

  putMachine(machine: MachineRecord): void {
    this.#machines.set(machine.arn, machine);
  }

  getMachine(arn: string): MachineRecord | undefined {
    return this.#machines.get(arn);
  }

  deleteMachine(arn: string): void {
    this.#machines.delete(arn);
  }

  listMachines(): readonly MachineRecord[] {
    return [...this.#machines.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  putResource<K extends ResourceKind>(kind: K, record: ResourceRecords[K]): void {
    this.#resources.of(kind).set(record.arn, record);
  }

  getResource<K extends ResourceKind>(kind: K, arn: string): ResourceRecords[K] | undefined {
    return this.#resources.of(kind).get(arn);
  }

  deleteResource(kind: ResourceKind, arn: string): void {
    this.#resources.of(kind).delete(arn);
  }

  listResources<K extends ResourceKind>(kind: K): readonly ResourceRecords[K][] {
    return [...this.#resources.of(kind).values()];
  }

  putExecution(execution: ExecutionRecord): void {
    if (!this.#executions.has(execution.arn)) this.#started.push(execution.arn);
    this.#executions.set(execution.arn, execution);
  }

  getExecution(arn: string): ExecutionRecord | undefined {
    return this.#executions.get(arn);
  }

  listExecutions(filter: ExecutionFilter, { after, limit }: ExecutionPage): readonly ExecutionRecord[] {
    const { redriven, ...equal } = filter;
    const conditions = Object.entries(equal).filter(([, wanted]) => wanted !== undefined);
    const fits = (execution: ExecutionRecord) =>
      conditions.every(([member, wanted]) => execution[member as keyof typeof equal] === wanted) &&
      (redriven === undefined || redriven === (execution.redrive !== undefined));
    const found: ExecutionRecord[] = [];
    let at = after === undefined ? this.#started.length : this.#started.indexOf(after);
    while (--at >= 0 && found.length < limit) {
      const execution = this.#executions.get(this.#started[at] ?? '');
      if (execution && fits(execution)) found.push(execution);
    }
    return found;
  }

  runningExecutions(): readonly ExecutionRecord[] {
    // A Map keeps the order of the first puts.
    return [...this.#executions.values()].filter(({ status }) => status === 'RUNNING');
  }

  appendEvent(executionArn: string, event: HistoryEvent): void {
    const events = this.#events.get(executionArn);
    if (events) events.push(event);
    else this.#events.set(executionArn, [event]);
  }

  readEvents(executionArn: string, { after, limit, reverse }: EventPage): readonly HistoryEvent[] {
    // Ids are 1, 2, 3 …, so an event's place is its id less one.
    const events = this.#events.get(executionArn) ?? [];
    if (!reverse) return events.slice(after ?? 0, (after ?? 0) + limit);
    const end = after === undefined ? events.length : after - 1;
    return events.slice(Math.max(end - limit, 0), end).reverse();
  }

  putFrame(executionArn: string, frame: Frame): void {
    const { progress, ...rest } = frame;
    const frames = this.#frames.get(executionArn) ?? new Map<string, KeptFrame>();
    this.#frames.set(executionArn, frames.set(frame.scope, { ...rest, progress: JSON.stringify(progress) }));
  }

  dropFrames(executionArn: string, scope: string): void {
    if (scope === '') return void this.#frames.delete(executionArn);
    const frames = this.#frames.get(executionArn);
    for (const id of frames?.keys() ?? []) {
      if (id === scope || id.startsWith(`${scope}/`)) frames?.delete(id);
    }
  }

  frames(executionArn: string): readonly Frame[] {
    const kept = [...(this.#frames.get(executionArn)?.values() ?? [])];
    return kept.map((frame) => ({ ...frame, progress: JSON.parse(frame.progress) as JsonObject }));
  }

  committed(): undefined {
    return undefined;
  }

  close(): void {}
}

/** Progress as text: the engine goes on changing the object. */
type KeptFrame = Omit<Frame, 'progress'> & { readonly progress: string };
