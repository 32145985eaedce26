/** Where a text or a document lies that is too large to travel in a state. */
export interface ObjectRef {
  readonly bucket: string;
  readonly key: string;
}
