/** The few shapes that a picture is made of, as SVG text. */

// Middle grey has a contrast of more than 4 on white and on black alike, so the picture needs no background.
export const INK = '#7d8590';

type Attributes = Readonly<Record<string, string | number>>;

export function element(name: string, attributes: Attributes, content = ''): string {
  const written = Object.entries(attributes).map(
    ([key, value]) => ` ${key}="${typeof value === 'number' ? round(value) : escaped(value)}"`,
  );
  return content === '' ? `<${name}${written.join('')}/>` : `<${name}${written.join('')}>${content}</${name}>`;
}

export function bar(x: number, y: number, width: number, height: number, fill: string, tip?: string): string {
  const title = tip === undefined ? '' : element('title', {}, escaped(tip));
  return element('rect', { x, y, width, height, fill }, title);
}

export function text(x: number, y: number, said: string, attributes: Attributes = {}): string {
  return element('text', { x, y, fill: INK, ...attributes }, escaped(said));
}

export function line(x1: number, y1: number, x2: number, y2: number, attributes: Attributes = {}): string {
  return element('line', { x1, y1, x2, y2, stroke: INK, 'stroke-width': 1, ...attributes });
}

export function document(width: number, height: number, title: string, content: readonly string[]): string {
  const root = {
    xmlns: 'http://www.w3.org/2000/svg',
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    role: 'img',
    'aria-label': title,
    'font-family': 'system-ui, sans-serif',
    'font-size': 12,
  };
  return `${element('svg', root, `\n${content.join('\n')}\n`)}\n`;
}

function escaped(said: string): string {
  return said.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
