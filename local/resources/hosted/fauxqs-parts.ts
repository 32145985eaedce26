import type { BuildAppOptions } from 'fauxqs';

export type Stores = NonNullable<BuildAppOptions['stores']>;
export type Queue = ReturnType<Stores['sqsStore']['createQueue']>;
/** What the stores write through; reads everything back with `load`. */
export type Persistence = NonNullable<Stores['sqsStore']['persistence']>;

export interface Parts {
  readonly 'persistence.js': { readonly PersistenceManager: new (directory: string) => Persistence };
  readonly 'sqs/sqsStore.js': { readonly SqsStore: new () => Stores['sqsStore'] };
  readonly 'sns/snsStore.js': { readonly SnsStore: new () => Stores['snsStore'] };
  readonly 's3/s3Store.js': { readonly S3Store: new () => Stores['s3Store'] };
}

/**
 * A file of fauxqs, by its path: the package exports none of them, and the only thing it does export that keeps anything
 * (`startFauxqs`) listens on all interfaces.
 */
export async function fauxqsPart<File extends keyof Parts>(file: File): Promise<Parts[File]> {
  return (await import(new URL(file, import.meta.resolve('fauxqs')).href)) as Parts[File];
}
