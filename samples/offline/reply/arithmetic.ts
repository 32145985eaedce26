// A sum is short; a book full of brackets is not searched for one.
const LONGEST = 2000;

/** Works out sums such as `12 * (3 + 4)`, `15% of 80` or `what is 7 plus 5`. Nothing is evaluated as code. */
export function arithmetic(text: string): { expression: string; value: number } | undefined {
  const plain = text
    .slice(0, LONGEST)
    .toLowerCase()
    .replace(/(\d),(?=\d{3}\b)/g, '$1')
    .replace(/\bdivided by\b|÷/g, '/')
    .replace(/\bplus\b/g, '+')
    .replace(/\bminus\b|−/g, '-')
    .replace(/\b(?:multiplied by|times|mal|fois|por)\b|×|(?<=\d)\s*x\s*(?=\d)/g, '*')
    .replace(/\b(?:squared)\b/g, '^2')
    .replace(/\*\*/g, '^')
    .replace(
      /(\d+(?:\.\d+)?)\s*(?:%|percent|prozent|por ciento|pour cent|phần trăm)\s*(?:of|de|von|của)\s*/g,
      '$1/100*',
    )
    .replace(/\b(?:square root of|sqrt)\s*\(?(\d+(?:\.\d+)?)\)?/g, '($1^0.5)');
  // A date (2024-01-31), a version or a phone number is no sum.
  if (/\d{4}-\d{2}-\d{2}|\d{3}-\d{4}|\d+\.\d+\.\d+/.test(plain)) return undefined;
  const found = [...plain.matchAll(/[(\d][\d\s.+\-*/^()]*[\d)]/g)]
    .map((match) => match[0].trim())
    .filter((each) => /\d\s*[+\-*/^]\s*[\d(-]/.test(each) || /\)\s*[+\-*/^]/.test(each) || /\^0\.5\)/.test(each))
    .sort((a, b) => b.length - a.length)[0];
  if (found === undefined) return undefined;
  const value = new Sum(found).value();
  return value === undefined ? undefined : { expression: found.replace(/\s+/g, ' '), value };
}

/** Whether a text is nothing but a sum, perhaps with "what is" around it. */
export function looksArithmetic(text: string): boolean {
  const sum = text.length < 120 ? arithmetic(text) : undefined;
  if (!sum) return false;
  const rest = text.replace(/[\d\s.,+\-*/^()=?%×÷x]/g, '');
  return rest.length <= 32;
}

// Recursive descent: sum → product → power → number or bracket.
class Sum {
  private at = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text.replace(/\s+/g, '');
  }

  value(): number | undefined {
    const value = this.sum();
    return this.at === this.text.length && Number.isFinite(value) ? Number(value.toPrecision(12)) : undefined;
  }

  private sum(): number {
    let value = this.product();
    for (let sign = this.take('+-'); sign; sign = this.take('+-')) {
      const right = this.product();
      value = sign === '+' ? value + right : value - right;
    }
    return value;
  }

  private product(): number {
    let value = this.power();
    for (let sign = this.take('*/'); sign; sign = this.take('*/')) {
      const right = this.power();
      value = sign === '*' ? value * right : value / right;
    }
    return value;
  }

  private power(): number {
    const base = this.atom();
    return this.take('^') ? base ** this.power() : base;
  }

  private atom(): number {
    if (this.take('-')) return -this.atom();
    if (this.take('(')) {
      const value = this.sum();
      return this.take(')') ? value : NaN;
    }
    const digits = /^\d+(?:\.\d+)?/.exec(this.text.slice(this.at))?.[0];
    if (digits === undefined) return NaN;
    this.at += digits.length;
    return Number(digits);
  }

  private take(signs: string): string | undefined {
    const sign = this.text[this.at];
    if (sign === undefined || !signs.includes(sign)) return undefined;
    this.at++;
    return sign;
  }
}
