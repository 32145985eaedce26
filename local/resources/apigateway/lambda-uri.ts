const URI = /^arn:[^:]+:apigateway:[^:]*:lambda:path\/\/?2015-03-31\/functions\/(arn:[^/$]+)\/invocations$/;

/** `arn:aws:apigateway:…:lambda:path/2015-03-31/functions/<function>/invocations` → the function's ARN. */
export function functionArnOf(uri: string, property: string): string {
  const arn = URI.exec(uri)?.[1];
  if (arn !== undefined) return arn;
  throw new Error(
    `${property} ${JSON.stringify(uri)} is not the invocation path of a Lambda function; ` +
      'nothing else can be called here. Extend local/resources/apigateway/lambda-uri.ts',
  );
}
