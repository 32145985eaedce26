/** A document's first heading; its id where it has none. */
export function titleOf(id: string, text: string): string {
  const heading = /^#{1,6}[ \t]+(.{1,200})/m.exec(text.slice(0, 2000))?.[1];
  return heading?.replace(/[\s#]+$/, '') || id;
}
