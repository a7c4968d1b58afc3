/**
 * A turn of the event loop. Trainers are streams of promises, and while one promise follows another a JavaScript engine
 * calls no finalizer: a program that trains one network after the other would keep the engine's memory of all that it has
 * long let go of (`model/parameters.ts`). So a trainer begins with a turn, and takes one more with each iteration that lasts
 * seconds.
 */
export const eventLoopTurn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
