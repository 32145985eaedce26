import { randomUUID } from 'node:crypto';

import { executionArn } from './arns.ts';
import type { StateGraph, StateMachineDefinition } from './definition.ts';
import { interrupted, redrive, whyNotRedrivable, type Interrupted } from './redrive.ts';
import type { EngineServices } from './run.ts';
import type { ChildExecution, ChildExecutions, ChildExecutionSpec } from './step.ts';
import type { ExecutionRecord } from './store.ts';

interface Parent {
  readonly record: ExecutionRecord;
  readonly definition: StateMachineDefinition;
}

/** Runs a child that ends with its parent. */
type Launch = (record: ExecutionRecord, definition: StateMachineDefinition, before?: Interrupted) => ChildExecution;

/** The executions that the distributed Maps of one execution consist of. */
export function childExecutions(services: EngineServices, parent: Parent, launch: Launch): ChildExecutions {
  const { store, clock, running } = services;
  const definitionOf = (graph: StateGraph): StateMachineDefinition => ({
    ...graph,
    QueryLanguage: parent.definition.QueryLanguage,
  });
  const recordOf = (arn: string): ExecutionRecord => {
    const record = running.get(arn)?.record ?? store.getExecution(arn);
    if (!record) throw new Error(`the journal has no child execution ${arn}`);
    return record;
  };

  return {
    start({ graph, type, input, mapRunArn, mapRunAttempt, label }: ChildExecutionSpec) {
      const { stateMachineArn, roleArn } = parent.record;
      const name = randomUUID();
      const machine = `${stateMachineArn.split(':')[6] ?? ''}/${label}`;
      const definition = definitionOf(graph);
      const record: ExecutionRecord = {
        arn: executionArn(services, machine, name, type === 'EXPRESS' ? { startId: randomUUID() } : undefined),
        stateMachineArn: `${stateMachineArn}/${label}`,
        name,
        status: 'RUNNING',
        startDate: clock.now(),
        input: JSON.stringify(input),
        definition: definitionText(definition, graph),
        roleArn,
        type,
        mapRunArn,
        mapRunAttempt,
      };
      return launch(record, definition);
    },
    find(arn) {
      const child = running.get(arn);
      if (child) return child;
      const record = recordOf(arn);
      return { arn, record, finished: Promise.resolve(record), stop: () => {} };
    },
    redrive(arn, { graph, mapRunAttempt }) {
      const ended = recordOf(arn);
      if (whyNotRedrivable(store, ended, clock.now()) !== undefined) return undefined;
      const record = redrive(store, { ...ended, mapRunAttempt }, clock.now());
      return launch(record, definitionOf(graph), interrupted(store, arn));
    },
  };
}

/** The text of an inner graph's definition, made once for all items that run it. */
const definitionTexts = new WeakMap<StateGraph, string>();

function definitionText(definition: StateMachineDefinition, graph: StateGraph): string {
  let text = definitionTexts.get(graph);
  if (text === undefined) definitionTexts.set(graph, (text = JSON.stringify(definition)));
  return text;
}
