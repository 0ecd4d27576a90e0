/**
 * The errors that a crashed instance leaves behind.
 */

/** Every export of a crashed instance throws this. */
const DEAD = 'Module terminated';
/** Listeners and promises of an instance that has been replaced throw these, once each, for nobody. */
const STALE =
  /Cannot invoke closure from previous WASM instance|Invalid stale object from previous Wasm instance/i;

/** Keeps the uncaught errors of dead instances off the console: their crash has been reported already. */
export function silenceStaleErrors(target: Window): void {
  target.addEventListener('error', event => {
    silence(event, event.message);
  });
  target.addEventListener('unhandledrejection', event => {
    silence(event, String(event.reason));
  });
}

function silence(event: Event, message: string): void {
  if (message.includes(DEAD) || STALE.test(message)) {
    event.preventDefault();
  }
}
