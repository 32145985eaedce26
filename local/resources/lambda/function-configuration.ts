/** What a deployed function is told to be. */
export interface FunctionConfiguration {
  readonly name: string;
  readonly arn: string;
  /** `nodejs24.x`; whatever it says, the code runs on the Node.js that runs this process. */
  readonly runtime: string;
  /** The directory of the unpacked code. */
  readonly taskRoot: string;
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly role?: string;
  readonly description?: string;
  /** Of the archive it came in, in base64; absent when the code came as a directory. */
  readonly codeSha256?: string;
  /** Bytes of that archive. */
  readonly codeSize?: number;
  /** Of the code or of these settings, in milliseconds since the epoch. */
  readonly lastModified: number;
}

/** Every invocation's log goes to one stream here. */
export const LOG_STREAM = '1970/01/01/[$LATEST]local';

/** The log group that Lambda itself makes for a function. */
export function logGroupOf(functionName: string): string {
  return `/aws/lambda/${functionName}`;
}
