/** The command cannot do what it was asked; the message says what was given and what there is. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
