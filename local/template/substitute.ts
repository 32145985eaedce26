/** Replaces `${Name}` by what `lookUp` gives, and `${!Name}` by `${Name}`, as Fn::Sub does. */
export function substitute(format: string, lookUp: (name: string) => string): string {
  return format.replace(/\$\{([^}]*)\}/g, (_, name: string) => {
    return name.startsWith('!') ? `\${${name.slice(1)}}` : lookUp(name.trim());
  });
}

/** The names that `${Name}` stands for in the format. */
export function substitutedNames(format: string): readonly string[] {
  return [...format.matchAll(/\$\{([^!}][^}]*)\}/g)].map((match) => match[1]!.trim());
}
