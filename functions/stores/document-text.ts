/**
 * The text of a file, or undefined when it is none: UTF-8, or UTF-16 with a byte order mark, and hardly any control characters.
 * Whoever opens a document and whoever reads a part of it decode it here, so that both count the same UTF-16 units.
 */
export function decodeText(bytes: Uint8Array): string | undefined {
  let text: string;
  try {
    // Takes the byte order mark away.
    text = new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
  return isProse(text) ? text : undefined;
}

/** Whether nobody would see anything of it. */
export function isBlank(text: string): boolean {
  return !/[^\s\p{Cc}\p{Cf}]/u.test(text);
}

function encodingOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return 'utf-8';
}

// Tabs, line ends and form feeds are all that texts need; printers of old left a few more.
const STRAY = /[^\P{Cc}\t\n\f\r]/gu;
const STRAY_SHARE = 0.01;
const STRAY_ALWAYS_BORNE = 2;

function isProse(text: string): boolean {
  if (text.includes('\0')) return false;
  const strays = text.match(STRAY)?.length ?? 0;
  return strays <= Math.max(STRAY_ALWAYS_BORNE, text.length * STRAY_SHARE);
}
