import { setTimeout as sleep } from 'node:timers/promises';
import { findStateMachine } from '../follow-execution.ts';
import { readCounts } from './counts.ts';
import type { Endpoint } from './endpoint.ts';
import { createExecutions } from './executions.ts';
import { shortName, WINDOW_MS } from './models.ts';
import type { Plan } from './plan.ts';
import type { ExecutionSeen, PhaseSeen, Recording } from './recording.ts';
import { freshRequest, repeated } from './requests.ts';
import type { ChaosRequest } from './requests.ts';
import { watchBreakers } from './watch-breakers.ts';

const TELL_MS = 5_000;
// The longest way through a chain, all back-offs at their fullest, takes about a minute.
const PATIENCE_MS = 120_000;

/** Plays a plan: sets the faults of each phase, starts its executions evenly over its time, and records what it sees. */
export async function play(plan: Plan, endpoint: Endpoint, tell: (line: string) => void): Promise<Recording> {
  const began = Date.now();
  // Names of its own: on a server that went on, others may have left theirs, with answers in the cache.
  const run = `chaos-${began.toString(36)}`;
  const machine = await findStateMachine(endpoint.sfn, 'model-router');
  const countsBefore = await readCounts(endpoint.dynamodb);
  const executions = createExecutions(endpoint.sfn, machine, run, plan.concurrency);
  const breakers = watchBreakers(endpoint.dynamodb);
  const phases: PhaseSeen[] = [];
  const seconds = () => `${((Date.now() - began) / 1000).toFixed(0).padStart(4)} s`;

  const progress = setInterval(() => {
    const broken = Object.entries(breakers.seen).flatMap(([modelId, seen]) => {
      const circuit = seen.at(-1)?.circuit ?? 'CLOSED';
      return circuit === 'CLOSED' ? [] : `${shortName(modelId)} ${circuit}`;
    });
    const counts = `${executions.running()} running, ${executions.ended.length} ended`;
    tell(`${seconds()}    ${[counts, broken.join(', ')].filter(Boolean).join('; ')}`);
  }, TELL_MS);

  try {
    let fresh = 0;
    for (const [number, phase] of plan.phases.entries()) {
      const sentAt = Date.now();
      await endpoint.setFaults(phase.rules);
      const setAt = Date.now();
      phases.push({ name: phase.name, rules: phase.rules, sentAt, setAt });
      tell(`${seconds()}  ${phase.name}: ${phase.executions} executions in ${phase.seconds} s`);
      const known = answeredRequests(executions.ended);
      for (let index = 0; index < phase.executions; index += 1) {
        await until(setAt + (index / phase.executions) * phase.seconds * 1000);
        const turn = Math.floor((index + 1) * (phase.repeats ?? 0));
        const before = turn > Math.floor(index * (phase.repeats ?? 0)) ? known[turn - 1] : undefined;
        await executions.start(before === undefined ? freshRequest(run, fresh++) : repeated(before, turn), number);
      }
      await until(setAt + phase.seconds * 1000);
    }
    const ends = await executions.settle(PATIENCE_MS);
    await breakers.stop();
    return {
      began,
      ended: Date.now(),
      phases,
      executions: executions.ended,
      inFlight: executions.inFlight,
      ...ends,
      breakers: breakers.seen,
      calls: await endpoint.callsSince(began - WINDOW_MS),
      countsBefore,
      counts: await readCounts(endpoint.dynamodb),
    };
  } finally {
    clearInterval(progress);
    // A server that is gone is no reason to hide why.
    await endpoint.setFaults([]).catch(() => undefined);
  }
}

async function until(at: number): Promise<void> {
  const wait = at - Date.now();
  if (wait > 0) await sleep(wait);
}

/** Those whose answer the cache must have by now. */
function answeredRequests(ended: readonly ExecutionSeen[]): readonly ChaosRequest[] {
  return ended.filter(({ output }) => output?.attempts.at(-1)?.outcome === 'answered').map(({ request }) => request);
}
