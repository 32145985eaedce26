import type { Clock } from '../../engine/clock.ts';
import type { LogGroups } from '../logs/log-groups.ts';
import { LOG_STREAM, logGroupOf } from './function-configuration.ts';

/** Brings what an invocation printed into the function's own log group, an event for each line. */
export function functionLog(groups: LogGroups, clock: Clock): (functionName: string, text: string) => void {
  return (functionName, text) => {
    const timestamp = clock.now();
    const lines = text.split('\n').filter((line) => line !== '');
    groups.write(
      logGroupOf(functionName),
      LOG_STREAM,
      lines.map((line) => ({ timestamp, message: `${line}\n` })),
    );
  };
}
