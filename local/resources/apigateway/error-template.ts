/** What a gateway response may say about the failed request. */
export interface ErrorContext {
  /** Null for failures that API Gateway has no words for. */
  readonly message: string | null;
  /** `ACCESS_DENIED` and the like. */
  readonly responseType: string;
  readonly requestId: string;
  readonly extendedRequestId: string;
  readonly stage: string;
}

const VARIABLES: Readonly<Record<string, (context: ErrorContext) => string>> = {
  '$context.error.message': ({ message }) => message ?? '',
  // With its quotes.
  '$context.error.messageString': ({ message }) => JSON.stringify(message),
  '$context.error.responseType': ({ responseType }) => responseType,
  '$context.requestId': ({ requestId }) => requestId,
  '$context.extendedRequestId': ({ extendedRequestId }) => extendedRequestId,
  '$context.stage': ({ stage }) => stage,
};
const VARIABLE =
  /\$[\w{!][\w.{}!]*\w\}?|#(?:set|if|else|elseif|end|foreach|stop|macro|parse|include|define|evaluate)\b/g;

/**
 * Throws an Error that names the first variable or directive that is not known here.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html
 */
export function checkTemplate(template: string): void {
  const unknown = template.match(VARIABLE)?.find((name) => !Object.hasOwn(VARIABLES, name));
  if (unknown === undefined) return;
  throw new Error(
    `${unknown} in a response template is not supported here; known are ${Object.keys(VARIABLES).join(', ')}. ` +
      'Extend local/resources/apigateway/error-template.ts',
  );
}

export function fillTemplate(template: string, context: ErrorContext): string {
  return template.replace(VARIABLE, (name) => VARIABLES[name]!(context));
}
