import { sentence } from '../model-gateway/breaker.ts';
import type { GuardTools } from '../model-gateway/guard.ts';
import type { BreakerOperations, Operated, Operation } from '../stores/breaker-operations.ts';
import type { BreakerReport, Forcing } from '../stores/breaker-report.ts';
import { chosenBreakers } from './choose-breakers.ts';
import { parseCommand } from './command.ts';
import type { Command } from './command.ts';

export interface OperateTools extends Pick<GuardTools, 'announce' | 'fault'> {
  readonly operations: BreakerOperations;
  /** The keys of all breakers. */
  readonly breakers: readonly string[];
  readonly now: () => number;
}

export interface Shown {
  /** When it was so, in milliseconds since the epoch. */
  readonly at: number;
  readonly breakers: readonly (BreakerReport & { readonly trail?: readonly Operation[] })[];
}

export interface Changed {
  readonly breakers: readonly {
    readonly breaker: string;
    readonly state: BreakerReport['state'];
    readonly forced?: Forcing;
    readonly changed: boolean;
    /** What happened, as a sentence. */
    readonly message: string;
    /** What could not be done besides; the breaker itself is as `state` says. */
    readonly warnings: readonly string[];
  }[];
}

/** Shows circuit breakers, forces them open or closed, or leaves them to the traffic again. Throws InvalidInput. */
export async function operateBreakers(input: unknown, tools: OperateTools): Promise<Shown | Changed> {
  const command = parseCommand(input);
  const chosen = chosenBreakers(command.breaker ?? '*', tools.breakers);
  if (command.action === 'show') return show(chosen, command.trail ?? false, tools);
  const breakers: Changed['breakers'][number][] = [];
  // One after the other: when one fails, those before it are done and told of, and the command can be repeated.
  for (const breaker of chosen) breakers.push(await change(breaker, command, tools));
  return { breakers };
}

async function show(chosen: readonly string[], trail: boolean, { operations, now }: OperateTools): Promise<Shown> {
  const at = now();
  const breakers = await Promise.all(
    chosen.map(async (breaker) => ({
      ...(await operations.report(breaker, at)),
      ...(trail && { trail: await operations.trail(breaker) }),
    })),
  );
  return { at, breakers };
}

async function change(
  breaker: string,
  command: Exclude<Command, { readonly action: 'show' }>,
  { operations, now, announce, fault }: OperateTools,
): Promise<Changed['breakers'][number]> {
  const { operator, reason = '' } = command;
  const { state, forced, transition, auditFault }: Operated =
    command.action === 'force'
      ? await operations.force(breaker, command.to, operator, reason, now())
      : await operations.release(breaker, operator, reason, now());
  const current = { breaker, state, ...(forced && { forced }) };
  if (transition === undefined) {
    const message = forced
      ? `${breaker}: nothing changed, it is ${state} since ${new Date(forced.at).toISOString()} (${forced.reason}, by ${forced.by})`
      : `${breaker}: nothing changed, it is ${state} and not forced`;
    return { ...current, changed: false, message, warnings: [] };
  }
  const warnings: string[] = [];
  const warn = (error: unknown, warning: string) => {
    fault(breaker, 'write', error);
    warnings.push(warning);
  };
  if (auditFault !== undefined) warn(auditFault, 'not on the audit trail yet; the next operation will write it there');
  // The breaker is forced by now, and saying otherwise would be worse than an event that is missing.
  await announce(transition).catch((error: unknown) => warn(error, 'EventBridge could not be told'));
  return { ...current, changed: true, message: sentence(transition), warnings };
}
