/**
 * Rich output inside our widgets: by Colab's own renderers where it offers them, else the common types as data:
 * pictures as pictures, HTML in a frame that runs no scripts, all else as text.
 */

import type { Output, State } from '#bundle';
import type { WidgetEnvironment } from './environment';

const WIDGET = 'application/vnd.jupyter.widget-view+json';
const HTML = 'text/html';
const SVG = 'image/svg+xml';
/** Base64 on the wire. */
const PICTURES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];
const TEXTS = ['text/latex', 'text/markdown', 'application/json', 'text/plain'];

/** Draws MIME bundles. */
export class Outputs {
  readonly #environment: WidgetEnvironment;
  readonly #renderModel: (modelId: string, element: HTMLElement) => Promise<void>;

  constructor(
    environment: WidgetEnvironment,
    renderModel: (modelId: string, element: HTMLElement) => Promise<void>,
  ) {
    this.#environment = environment;
    this.#renderModel = renderModel;
  }

  /** Rejects if nothing in the bundle can be shown. */
  async render(output: Output, element: HTMLElement): Promise<void> {
    const view = output.data[WIDGET];
    const modelId = typeof view === 'object' && view !== null ? (view as State)['model_id'] : undefined;
    if (typeof modelId === 'string') {
      await this.#renderModel(modelId, element);
    } else if (typeof this.#environment.renderOutput === 'function') {
      await this.#environment.renderOutput({ output_type: 'display_data', ...output }, element);
    } else {
      const node = draw(output, element.ownerDocument);
      if (node === undefined) {
        throw new Error(`this page shows none of ${Object.keys(output.data).join(', ')}`);
      }
      element.replaceChildren(node);
    }
  }
}

function draw({ data }: Output, document: Document): HTMLElement | undefined {
  const text = (type: string): string | undefined => asText(data[type]);
  const html = text(HTML);
  if (html !== undefined) {
    return frame(html, document);
  }
  const svg = text(SVG);
  if (svg !== undefined) {
    return picture(`data:${SVG},${encodeURIComponent(svg)}`, document);
  }
  for (const type of PICTURES) {
    const base64 = text(type);
    if (base64 !== undefined) {
      return picture(`data:${type};base64,${base64.replace(/\s/g, '')}`, document);
    }
  }
  const plain = TEXTS.map(text).find(found => found !== undefined);
  return plain === undefined ? undefined : preformatted(plain, document);
}

/** Texts of notebooks may come as lists of lines. */
function asText(value: unknown): string | undefined {
  if (Array.isArray(value)) {
    return value.join('');
  }
  return typeof value === 'string' || value === undefined ? value : JSON.stringify(value, undefined, 2);
}

function picture(source: string, document: Document): HTMLElement {
  const image = document.createElement('img');
  image.src = source;
  image.alt = 'Output';
  image.style.maxWidth = '100%';
  return image;
}

function preformatted(text: string, document: Document): HTMLElement {
  const block = document.createElement('pre');
  block.textContent = text;
  block.style.whiteSpace = 'pre-wrap';
  return block;
}

/** No scripts, no handlers; as high as its content. */
function frame(html: string, document: Document): HTMLElement {
  const inner = document.createElement('iframe');
  inner.setAttribute('sandbox', 'allow-same-origin');
  inner.title = 'Output';
  inner.style.cssText = 'width: 100%; height: 0; border: 0';
  inner.addEventListener('load', () => {
    const root = inner.contentDocument?.documentElement;
    if (root !== undefined) {
      root.style.colorScheme = getComputedStyle(inner).colorScheme;
      inner.style.height = `${String(root.scrollHeight)}px`;
    }
  });
  inner.srcdoc = html;
  return inner;
}
