/** Where the kernel listens for output frames. */

/** The comm's target. */
export const TARGET = 'yewpyter.frame';

/** The version of the messages on it. */
export const VERSION = 1;
