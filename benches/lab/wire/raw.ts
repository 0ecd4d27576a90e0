/** The page's side of the raw comms: plain DOM and no library. Everything here runs in the page. */

/** Builds a row for each number of a message. */
export function hostRows(): void {
  window.wire.kernel().registerCommTarget('bench.rows', comm => {
    comm.onMsg = ({ content }) => {
      const rows = (content.data['rows'] as number[]).map(value => {
        const input = Object.assign(document.createElement('input'), { type: 'range', value: String(value) });
        const readout = Object.assign(document.createElement('output'), { textContent: String(value) });
        const row = Object.assign(document.createElement('div'), { className: 'raw-row' });
        row.append(input, readout);
        return row;
      });
      [...document.querySelectorAll('.raw-rows')].at(-1)?.append(...rows);
    };
  });
}

/** Makes a bar as long as each message says. */
export function hostBar(): void {
  window.wire.kernel().registerCommTarget('bench.bar', comm => {
    comm.onMsg = ({ content }) => {
      const fill = document.querySelector<HTMLElement>('.raw-fill');
      if (fill !== null) {
        fill.style.width = `${String((content.data['value'] as number) / 10)}%`;
      }
    };
  });
}

/** Sends what the slider says, and shows what comes back. */
export function hostEcho(): void {
  const comm = window.wire.kernel().createComm('bench.echo');
  const slider = document.querySelector<HTMLInputElement>('.raw-slider');
  const target = document.querySelector('.raw-target');
  if (slider === null || target === null) {
    throw new Error('the slider and its target are not on the page');
  }
  comm.onMsg = ({ content }) => {
    target.textContent = content.data['text'] as string;
  };
  comm.open({});
  slider.addEventListener('input', () => comm.send({ value: Number(slider.value) }));
}
