import { isObject, type Json, type JsonObject } from '../../query/json.ts';
import type { State } from '../definition.ts';
import { ServiceError } from '../errors.ts';
import { outlivesItsCall } from './mock.ts';
import { parsedMember } from './parsed-member.ts';

type Kind = 'string' | 'number' | 'any';

/** The members that a mocked context object may have, and of what type they are. */
const MEMBERS: Readonly<Record<string, Readonly<Record<string, Kind>>>> = {
  Execution: {
    Id: 'string',
    Input: 'any',
    Name: 'string',
    RedriveCount: 'number',
    RedriveTime: 'string',
    RoleArn: 'string',
    StartTime: 'string',
  },
  State: { EnteredTime: 'string', Name: 'string', RetryCount: 'number' },
  StateMachine: { Id: 'string', Name: 'string' },
  Task: { Token: 'string' },
};

/** The context object that a caller gives in place of ours. Throws ValidationException for one that no state could have. */
export function mockedContext(text: string, state: State): JsonObject {
  const context = parsedMember('context', text);
  if (!isObject(context)) return refuse('Context object must be a JSON object');
  for (const [name, part] of Object.entries(context)) {
    if (name === 'Map') refuse("'Map' field is not supported when mocking a Context object");
    const members = Object.hasOwn(MEMBERS, name) ? MEMBERS[name] : undefined;
    if (!members) return refuse(`Field '${name}' is not allowed`);
    if (name === 'Task' && !(state.Type === 'Task' && outlivesItsCall(state))) {
      refuse(
        "Context object contains 'Task' when state is not a Task state with a '.sync' or '.waitForTaskToken' service integration pattern",
      );
    }
    checkMembers(name, part, members);
  }
  return context;
}

function checkMembers(name: string, part: Json, members: Readonly<Record<string, Kind>>): void {
  if (!isObject(part)) return refuse(`${name} must be an object`);
  for (const [member, value] of Object.entries(part)) {
    const kind = Object.hasOwn(members, member) ? members[member] : undefined;
    if (kind === undefined) refuse(`Field '${member}' is not allowed`);
    if (kind !== 'any' && typeof value !== kind) refuse(`${name}.${member} must be a ${kind}`);
  }
}

function refuse(problem: string): never {
  throw new ServiceError('ValidationException', `Invalid Context object provided: ${problem}`);
}
