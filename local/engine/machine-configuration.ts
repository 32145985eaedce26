import { isObject, type JsonObject } from '../query/json.ts';
import { ServiceError } from './errors.ts';

const LEVELS: readonly unknown[] = ['ALL', 'ERROR', 'FATAL', 'OFF'];

/**
 * A logging configuration with its defaults filled in; throws InvalidLoggingConfiguration.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_LoggingConfiguration.html
 */
export function loggingConfiguration(given: JsonObject | undefined): JsonObject | undefined {
  if (given === undefined) return undefined;
  const { level = 'OFF', includeExecutionData = false, destinations, ...unknown } = given;
  const [stranger] = Object.keys(unknown);
  if (stranger !== undefined) throw invalid(`Unknown member '${stranger}'.`);
  if (!LEVELS.includes(level)) {
    throw new ServiceError(
      'ValidationException',
      `1 validation error detected: Value '${String(level)}' at 'loggingConfiguration.level' failed to satisfy constraint: Member must satisfy enum value set: [${LEVELS.join(', ')}]`,
    );
  }
  const count = Array.isArray(destinations) ? destinations.length : 0;
  if (count > 1 || (count === 0 && level !== 'OFF')) throw invalid('Must specify exactly one Log Destination.');
  if (Array.isArray(destinations)) destinations.forEach(checkDestination);
  return { level, includeExecutionData, ...(destinations !== undefined && { destinations }) };
}

function checkDestination(destination: unknown): void {
  const group = isObject(destination as JsonObject) ? (destination as JsonObject).cloudWatchLogsLogGroup : undefined;
  const arn = isObject(group ?? null) ? (group as JsonObject).logGroupArn : undefined;
  if (typeof arn !== 'string' || !/^arn:[^:]+:logs:[^:]*:[^:]*:log-group:.+/.test(arn)) {
    throw invalid('Log Destination is not valid.');
  }
  if (!arn.endsWith(':*')) throw invalid("Log Group ARN must be provided with '*' qualifier.");
}

function invalid(why: string): ServiceError {
  return new ServiceError('InvalidLoggingConfiguration', `Invalid Logging Configuration: ${why}`);
}
