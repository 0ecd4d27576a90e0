/**
 * Colab may not say that a kernel was restarted: comms then fall silent. A silent kernel may just be busy, so it is
 * asked on a comm of its own who it is.
 */

import { opening, type Channel } from './channel';
import type { Colab } from './environment';
import { TARGET, VERSION } from './target';

/**
 * Ends the channel once the kernel turns out to be another, or to know nothing of us.
 *
 * @param session the kernel's own
 */
export function watchKernel(colab: Colab, channel: Channel, session: string): void {
  let asking = false;
  channel.onRepeat = () => {
    if (!asking) {
      asking = true;
      present(colab)
        .then(found => {
          if (found !== session) {
            channel.end();
          }
        })
        .catch((error: unknown) => {
          console.warn('[yewpyter] The kernel could not be asked who it is:', error);
        })
        .finally(() => {
          asking = false;
        });
    }
  };
}

/** The session of the kernel that is there now; undefined if it knows nothing of us. Waits for a busy one. */
async function present(colab: Colab): Promise<unknown> {
  const questions = opening([{ ask: 'files' }]);
  const comm = await colab.kernel.comms.open(TARGET, { version: VERSION, questions });
  try {
    for await (const { data } of comm.messages) {
      if (typeof data === 'object' && data !== null && 'session' in data) {
        return data.session;
      }
    }
    return undefined;
  } finally {
    comm.close();
  }
}
