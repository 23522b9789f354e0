/** Sources: "What is a TSL model", "Add a TSL feature", and a model that the console exported. */
const IDENTIFIER = /^(?:\w{1,50}:)?\w{1,50}$/;

/** True for what identifies a feature of a thing model: 1 to 50 letters, digits and underscores, a module's before a colon. */
export function isIdentifier(text: string): boolean {
  return IDENTIFIER.test(text);
}
