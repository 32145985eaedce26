import type { QueryLanguage } from '../definition.ts';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinitionDiagnostic.html */
export type DiagnosticCode =
  | 'INVALID_JSON_DESCRIPTION'
  | 'SCHEMA_VALIDATION_FAILED'
  | 'INVALID_RESOURCE'
  | 'INVALID_JSONATA_EXPRESSION'
  | 'UNSUPPORTED_JSONATA_EXPRESSION'
  | 'INVALID_STATE_NAME'
  | 'DUPLICATE_STATE_NAME'
  | 'INVALID_LABEL_NAME'
  | 'DUPLICATE_LABEL_NAME'
  | 'MISSING_TRANSITION_TARGET'
  | 'MISSING_END_STATE'
  | 'TOO_DEEPLY_NESTED'
  | 'NO_DOLLAR'
  | 'NO_PATH'
  | 'PASS_RESULT_IS_STATIC';

export interface Diagnostic {
  readonly severity: 'ERROR' | 'WARNING';
  readonly code: DiagnosticCode;
  readonly message: string;
  /** `/States/X/Next`, or for a syntax error the place in the text; absent where AWS names none. */
  readonly location?: string;
}

export interface ValidationOptions {
  readonly type?: 'STANDARD' | 'EXPRESS';
  /** Tells why this installation cannot serve a resource that AWS knows; undefined when it can. Given for what is to run. */
  readonly whyUnsupported?: (arn: string) => string | undefined;
}

/** Where a value stands, and what is known of the machine around it; each rule reports through it. */
export interface Place {
  readonly location: string;
  /** Query language of the state (of the machine, outside of states). */
  readonly language: QueryLanguage;
  readonly machine: Machine;
}

export interface Machine {
  readonly language: QueryLanguage;
  readonly type: 'STANDARD' | 'EXPRESS';
  readonly whyUnsupported: (arn: string) => string | undefined;
  /** False when it is only judged, as AWS would; what is run must be something that runs here. */
  readonly runs: boolean;
  readonly diagnostics: Diagnostic[];
}

/** The place of a member; the root is written `/`, yet its members `/StartAt`. */
export function member(place: Place, name: string): Place {
  return { ...place, location: `${place.location === '/' ? '' : place.location}/${name}` };
}

export function element(place: Place, index: number): Place {
  return { ...place, location: `${place.location}[${index}]` };
}

export function reject(place: Place, message: string, code: DiagnosticCode = 'SCHEMA_VALIDATION_FAILED'): void {
  place.machine.diagnostics.push({ severity: 'ERROR', code, message, location: place.location });
}

export function warn(place: Place, message: string, code: DiagnosticCode): void {
  place.machine.diagnostics.push({ severity: 'WARNING', code, message, location: place.location });
}

/** The message of CreateStateMachine's InvalidDefinition; AWS writes `at null` where there is no location. */
export function invalidDefinitionMessage(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter(({ severity }) => severity === 'ERROR');
  const parts = errors.map(({ code, message, location }) => `${code}: ${message} at ${location ?? 'null'}`);
  return `Invalid State Machine Definition: '${parts.join(', ')}'`;
}
