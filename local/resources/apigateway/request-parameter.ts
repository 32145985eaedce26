/** Where in a request a value stands: `method.request.header.Authorization` and the like. */
export interface RequestParameter {
  readonly from: (typeof PLACES)[number];
  readonly name: string;
}

const PLACES = ['header', 'querystring', 'path', 'context', 'stageVariables'] as const;
const EXPRESSION = /^(?:method\.request\.(header|querystring|path)|(context|stageVariables))\.(.+)$/;

/**
 * Throws an Error that names an expression of another kind.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/request-response-data-mappings.html
 */
export function parseRequestParameter(expression: string, property: string): RequestParameter {
  const [, place, other, name] = EXPRESSION.exec(expression.trim()) ?? [];
  const from = PLACES.find((known) => known === (place ?? other));
  if (from !== undefined && name !== undefined) return { from, name };
  throw new Error(
    `${property} ${JSON.stringify(expression)} is not supported here; it can be method.request.header, ` +
      '.querystring or .path, context or stageVariables, with a name. Extend local/resources/apigateway/request-parameter.ts',
  );
}
