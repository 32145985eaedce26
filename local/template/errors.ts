/** A template or cloud assembly that cannot be used; the message names file or resource, cause and fix. */
export class TemplateError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'TemplateError';
  }
}
