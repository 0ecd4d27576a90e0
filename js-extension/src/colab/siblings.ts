/**
 * The code from another output of the page, whose frame has it: quicker than from the kernel, where frames can reach
 * each other and share no store. Whoever answers may be anybody: what comes is to be checked.
 */

/** The key of a question, with the names of the files wanted. */
const WANTED = 'yewpyter wants';
const HERE = 'here';
const SEND = 'send';

/** Milliseconds in which a sibling must have answered. */
const PATIENCE = 1000;

/**
 * Asks the other outputs for files; the first that has all of them is asked to send them.
 *
 * @returns what it has sent, unchecked
 * @throws if nobody sends anything in time, or others cannot be reached
 */
export function askSiblings(names: readonly string[]): Promise<ReadonlyMap<unknown, unknown>> {
  return new Promise((resolve, reject) => {
    setTimeout(reject, PATIENCE, new Error('No other output has sent the code.'));
    let chosen: MessagePort | undefined;
    const { parent } = window;
    for (let index = 0; parent !== window && index < parent.length; index += 1) {
      const sibling = parent[index];
      if (sibling === undefined || sibling === window) {
        continue;
      }
      const { port1: port, port2: theirs } = new MessageChannel();
      port.onmessage = ({ data }: MessageEvent<unknown>) => {
        if (data instanceof Map) {
          resolve(data);
        } else if (data === HERE && chosen === undefined) {
          chosen = port;
          port.postMessage(SEND);
        }
      };
      sibling.postMessage({ [WANTED]: names }, '*', [theirs]);
    }
  });
}

/** Gives files to other outputs that ask for all of some. The code is no secret. */
export function serveSiblings(files: ReadonlyMap<string, ArrayBuffer>): void {
  window.addEventListener('message', ({ data, ports: [port] }: MessageEvent<unknown>) => {
    const names: unknown = typeof data === 'object' && data !== null ? Reflect.get(data, WANTED) : undefined;
    const asked = [...files].filter(([name]) => Array.isArray(names) && names.includes(name));
    if (port !== undefined && Array.isArray(names) && asked.length > 0 && asked.length === names.length) {
      port.onmessage = () => {
        port.postMessage(new Map(asked));
      };
      port.postMessage(HERE);
    }
  });
}
