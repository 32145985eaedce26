/** How a state machine spells the names of an API, by kind of integration. */
export type MemberNames = (member: string) => string;

/** Optimized integrations: as the API does, with a capital first letter. */
export const apiNames: MemberNames = (member) => member.charAt(0).toUpperCase() + member.slice(1);

/** The one member that Java's SDK had to name otherwise: an attribute of DynamoDB, since `null` is a word of Java. */
const RENAMED: Readonly<Record<string, string>> = { NULL: 'Nul' };

/**
 * `aws-sdk:` integrations: as the AWS SDK for Java 2 does, with a capital first letter. An acronym that a name begins with is
 * written like a word: `DBInstanceArn` is `DbInstanceArn`, `ACL` is `Acl`, `BOOL` is `Bool`; `ETag` and `MultiAZ` stay.
 */
export const javaNames: MemberNames = (member) =>
  RENAMED[member] ?? apiNames(member.replace(/^[A-Z]+(?![a-z])/, wordFromAcronym));

/** The class of a service's exception in the AWS SDK for Java 2, which writes every acronym like a word. */
export function javaException(name: string): string {
  const stem = name.replace(/(?:Exception|Fault)$/, '');
  return `${stem.replace(/[A-Z]+(?![a-z])/g, wordFromAcronym)}Exception`;
}

function wordFromAcronym(capitals: string): string {
  return capitals.charAt(0) + capitals.slice(1).toLowerCase();
}
