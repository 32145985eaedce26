/** JSONata: milliseconds since the epoch, as every reader of the history sees them. */
export const ENTERED = '$toMillis($states.context.State.EnteredTime)';

/**
 * JSONata: milliseconds since the epoch at this moment, by Step Functions' clock. Only where the state's EnteredTime would be
 * the past: in a retry, and after a call.
 */
export const NOW = '$millis()';

/** JSONata: how often the execution has been redriven. */
export const REDRIVES = '$states.context.Execution.RedriveCount';

/** The names of a guarded call's variables. */
export function variables(prefix: string) {
  return {
    /** Names this call among all of all executions, also where one is made in a loop. */
    call: `${prefix}Call`,
    chain: `${prefix}Chain`,
    index: `${prefix}Index`,
    /** Links from here on have been passed over once and are not again. */
    fresh: `${prefix}Fresh`,
    attempts: `${prefix}Attempts`,
    waits: `${prefix}Waits`,
    servedFrom: `${prefix}ServedFrom`,
    started: `${prefix}Started`,
    /** How often the execution had been redriven then; a redrive gives a chain its whole time again. */
    redrives: `${prefix}Redrives`,
    linkStarted: `${prefix}LinkStarted`,
    tokens: `${prefix}Tokens`,
    halved: `${prefix}Halved`,
    breaker: `${prefix}Breaker`,
    admission: `${prefix}Admission`,
    failure: `${prefix}Failure`,
    lost: `${prefix}Lost`,
    cached: `${prefix}Cached`,
  } as const;
}
export type Variables = ReturnType<typeof variables>;

/** What the states of one guarded call share. */
export interface Parts {
  /** A state's name, with the prefix of this call. */
  readonly name: (sentence: string) => string;
  readonly v: Variables;
  /** JSONata: the link that is being tried. */
  readonly current: string;
}

/** What a variable of what was spent begins with. */
export const NOTHING_SPENT = { inputTokens: 0, outputTokens: 0, costUsd: 0 };

/** JSONata: of a guarded call's output the answer alone, or the reference to it. */
export const CONTENT = '$sift($states.input, function($value, $key) { $key in ["answer", "answerRef"] })';

/** JSONata: whether the output of a guarded call is an answer, and not what a model said instead. */
export const ANSWERED = '$states.input.attempts[-1].outcome = "answered"';

/** What the variable `spent` becomes with that of each result of a Map. */
export function spentOn(results: string): Record<string, string> {
  const sum = (field: string) => `$spent.${field} + $sum(${results}.spent.${field})`;
  return {
    inputTokens: `{% ${sum('inputTokens')} %}`,
    outputTokens: `{% ${sum('outputTokens')} %}`,
    costUsd: `{% $round(${sum('costUsd')}, 9) %}`,
  };
}

/** JSONata: the sum of what a variable says was spent and of one more `{usage, costUsd}`. */
export function spentWith(variable: string, paid: string): Readonly<Record<string, string>> {
  return {
    inputTokens: `$${variable}.inputTokens + ${paid}.usage.inputTokens`,
    outputTokens: `$${variable}.outputTokens + ${paid}.usage.outputTokens`,
    // Nine digits: the cheapest token costs 1e-7 $, and binary fractions add noise far behind that.
    costUsd: `$round($${variable}.costUsd + ${paid}.costUsd, 9)`,
  };
}

/** The same fields, each as a template of a state. */
export function templates(fields: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).map(([name, jsonata]) => [name, `{% ${jsonata} %}`]));
}

/** JSONata: an object with these fields. */
export function object(fields: Readonly<Record<string, string>>): string {
  return `{${Object.entries(fields)
    .map(([name, jsonata]) => `"${name}": ${jsonata}`)
    .join(', ')}}`;
}
