/** The definitions that tests are made of, in JSONata. */

/** A Task that gives its input to a stub function and goes on with what that returns. */
export const invoke = (name: string, more: object = {}) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName: name, Payload: '{% $states.input %}' },
  Output: '{% $states.result.Payload %}',
  ...more,
});

/** A branch or a processor, which begins with its first state. */
export const graph = (states: Record<string, object>) => ({ StartAt: Object.keys(states)[0], States: states });

export const machine = (states: Record<string, object>, more: object = {}) => ({
  QueryLanguage: 'JSONata',
  ...graph(states),
  ...more,
});
