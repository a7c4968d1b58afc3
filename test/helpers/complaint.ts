/** What a user is told when something goes wrong. */
import { UserError } from '../../src/errors';

/** The message of the UserError that `run` throws. */
export function complaint(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  throw new Error('nothing was thrown');
}
