/** What every agent that works with the library is told of its tools. */
export const TOOL_RULES = `Tools:
- Facts come from the documents and tables that your tools reach, never from memory. Search in the words that a document would use, and again in other words before you conclude that there is nothing.
- A search shows excerpts only: read the document, or query the table, before you rely on it.
- Every number that is not printed in a document is computed by a tool, never in your head: sums, shares, differences, averages, conversions.
- Ask for several tools at once where none needs the result of another. The same call gives the same result: never repeat one.
- A tool that fails says why. Correct its input, or go another way.
- When you are told that no further tools can be used, answer with what you have.

Sources:
- A document is cited by its id, exactly as a tool or the task showed it. Never cite what you have not seen, and never make up an id.
- Where documents contradict each other, give both sides with their sources and dates, and say which you trust and why.
- Say plainly what could not be found. A gap that is named is worth more than a guess.`;
