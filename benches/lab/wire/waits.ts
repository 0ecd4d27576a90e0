/** Waiting on a page, each time with an end. */

/** The waits' part of the toolkit. */
export interface Waits {
  /** Waits for the next picture. */
  frame(): Promise<void>;
  pause(milliseconds: number): Promise<void>;
  /** Looks at every picture until the probe gives the goal; the time then, or null after long without any news. */
  until(probe: () => number, goal: number): Promise<number | null>;
  /** Waits, though not for ever, until the kernel is idle and the wire silent. */
  settle(): Promise<void>;
}

/** Runs in the page. */
export function waiting(): void {
  const STALLED = 5_000;
  const SILENT = 250;

  window.wire = {
    ...window.wire,
    frame() {
      return new Promise(resolve => {
        requestAnimationFrame(() => {
          resolve();
        });
      });
    },
    pause(milliseconds) {
      return new Promise(resolve => setTimeout(resolve, milliseconds));
    },
    async until(probe, goal) {
      const { wire } = window;
      const { frames } = wire;
      let [seen, count, news] = [Number.NaN, frames.length, Date.now()];
      for (;;) {
        await wire.frame();
        const [value, now] = [probe(), Date.now()];
        if (value === goal) {
          return now;
        }
        if (value !== seen || frames.length !== count) {
          [seen, count, news] = [value, frames.length, now];
        }
        if (now - news > STALLED) {
          return null;
        }
      }
    },
    async settle() {
      const { wire } = window;
      const end = Date.now() + STALLED;
      const busy = (now: number): boolean =>
        wire.kernel().status !== 'idle' || now - (wire.frames.at(-1)?.at ?? 0) < SILENT;
      while (Date.now() < end && busy(Date.now())) {
        await wire.pause(20);
      }
    },
  };
}
