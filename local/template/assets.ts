import { existsSync } from 'node:fs';
import path from 'node:path';
import { TemplateError } from './errors.ts';
import { readJsonFile } from './read-json-file.ts';
import { isTemplateObject } from './template.ts';

/** The files and directories that a stack's template names by bucket and key. */
export interface Assets {
  /** The absolute path behind an S3 key, e.g. `cdk.out/asset.<hash>`; throws when the assembly has no such asset. */
  find(objectKey: string): string;
}

/** Reads `<Stack>.assets.json`; paths in it are relative to the file. */
export function readAssets(files: readonly string[]): Assets {
  const sources = new Map<string, string>();
  for (const file of files) {
    const manifest = readJsonFile(file);
    for (const [hash, asset] of Object.entries(isTemplateObject(manifest['files']) ? manifest['files'] : {})) {
      const source = isTemplateObject(asset) && isTemplateObject(asset['source']) ? asset['source']['path'] : undefined;
      const destinations = isTemplateObject(asset) ? asset['destinations'] : undefined;
      if (typeof source !== 'string' || !isTemplateObject(destinations)) {
        throw new TemplateError(
          `${file}: asset ${hash} has no source path or no destinations. Run "npm run synth" again.`,
        );
      }
      for (const destination of Object.values(destinations)) {
        const key = isTemplateObject(destination) ? destination['objectKey'] : undefined;
        if (typeof key === 'string') sources.set(key, path.resolve(path.dirname(file), source));
      }
    }
  }
  return {
    find(objectKey) {
      const source = sources.get(objectKey);
      if (source === undefined) {
        const where = files.length === 0 ? 'the stack has no asset manifest' : `not in ${files.join(', ')}`;
        throw new TemplateError(`asset ${objectKey} is unknown: ${where}. Run "npm run synth" again.`);
      }
      if (!existsSync(source)) throw new TemplateError(`asset ${source} is missing. Run "npm run synth" to write it.`);
      return source;
    },
  };
}
