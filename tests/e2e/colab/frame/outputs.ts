/** The outputs of one cell, drawn one below the other; scripts in them run. */

import type { Json, OutputItem } from '../calls.ts';
import { Managers, type Surroundings } from './managers.ts';

const VIEW = 'application/vnd.jupyter.widget-view+json';

/** The output area. */
export class Outputs {
  readonly area: HTMLElement;
  readonly managers: Managers;
  /** Whether the frame follows the height of what it shows. */
  resizesItself = true;
  readonly #around: Omit<Surroundings, 'renderOutput'>;
  #paused: Promise<unknown>[] = [];

  constructor(area: HTMLElement, around: Omit<Surroundings, 'renderOutput'>) {
    this.area = area;
    this.#around = around;
    this.managers = new Managers({ ...around, renderOutput: (item, element) => this.#draw(item, element) });
    new ResizeObserver(() => {
      if (this.resizesItself) {
        this.reportHeight();
      }
    }).observe(area);
  }

  /** Adds one output, when nothing asks to wait. */
  async show(item: OutputItem): Promise<void> {
    while (this.#paused.length > 0) {
      await Promise.allSettled(this.#paused.splice(0));
    }
    if (item.output_type === 'stream' && this.#continues(item)) {
      return;
    }
    performance.mark('output given');
    const place = document.createElement('div');
    place.className = `output_subarea output_${item.name ?? item.output_type}`;
    this.area.append(place);
    await this.#draw(item, place);
    // Out of sight, a frame's observers rest.
    this.reportHeight();
  }

  clear(): void {
    this.area.replaceChildren();
  }

  pauseUntil(promise: Promise<unknown>): void {
    this.#paused.push(promise);
  }

  reportHeight(): void {
    void this.#around.line.call('setHeight', Math.ceil(this.area.getBoundingClientRect().bottom));
  }

  /** A stream goes on where it was. */
  #continues({ name = '', text = '' }: OutputItem): boolean {
    const last = this.area.lastElementChild;
    if (last?.classList.contains(`output_${name}`) !== true) {
      return false;
    }
    last.firstElementChild?.append(text);
    return true;
  }

  async #draw(item: OutputItem, place: Element): Promise<void> {
    const data = item.data ?? {};
    const metadata = item.metadata ?? {};
    const view = data[VIEW] as Json | undefined;
    if (item.output_type === 'stream' || item.output_type === 'error') {
      place.append(preformatted(item.text ?? item.traceback?.join('\n') ?? ''));
    } else if (view !== undefined) {
      await this.#drawWidget(view, data, metadata, place);
    } else {
      drawData(data, place);
    }
  }

  async #drawWidget(view: Json, data: Json, metadata: Json, place: Element): Promise<void> {
    try {
      await this.managers.render(view, metadata, place);
    } catch (error) {
      console.warn('The widget could not be drawn', error);
      drawData(data, place);
    }
  }
}

function drawData(data: Json, place: Element): void {
  const html = data['text/html'];
  const script = data['application/javascript'];
  const image = data['image/png'];
  if (html !== undefined) {
    drawHtml(text(html), place);
  } else if (script !== undefined) {
    drawHtml('<script></script>', place, text(script));
  } else if (image !== undefined) {
    const picture = document.createElement('img');
    picture.src = `data:image/png;base64,${text(image)}`;
    place.append(picture);
  } else {
    place.append(preformatted(text(data['text/plain'] ?? '')));
  }
}

/** Scripts set as markup do not run; their copies do, in order. */
function drawHtml(markup: string, place: Element, source?: string): void {
  place.innerHTML = markup;
  for (const dead of place.querySelectorAll('script')) {
    const script = document.createElement('script');
    for (const { name, value } of dead.attributes) {
      script.setAttribute(name, value);
    }
    script.textContent = source ?? dead.textContent;
    dead.replaceWith(script);
  }
}

function preformatted(content: string): HTMLElement {
  const element = document.createElement('pre');
  // The colours of terminals are not emulated.
  // eslint-disable-next-line no-control-regex
  element.textContent = content.replaceAll(/\u001b\[[\d;]*m/g, '');
  return element;
}

function text(value: unknown): string {
  return Array.isArray(value) ? value.join('') : String(value);
}
