/**
 * The one kind of error that a user can mend: a wrong option, file or row. The command line prints its message
 * as it stands and exits with status 2; every other error is a defect of ours and keeps its stack trace.
 */

/**
 * An error the user can mend. The message is one line: "file:line: what was found; what was expected; what to
 * do".
 */
export class UserError extends Error {
  /** By which the command line knows it. */
  override readonly name = 'UserError';

  /** @param message what it quotes from a file may have line breaks; they become spaces. */
  constructor(message: string) {
    super(message.replace(/[\r\n\u2028\u2029]+/g, ' '));
  }
}
