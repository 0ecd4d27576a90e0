/** Colab's colours, under the names by which our stylesheets ask for JupyterLab's; what is missing is the system's. */

const STYLE = `
html {
  --jp-brand-color1: #1967d2;
  --jp-ui-font-color1: var(--colab-primary-text-color);
  --jp-ui-font-color2: var(--colab-secondary-text-color);
  --jp-layout-color1: var(--colab-primary-surface-color);
  --jp-layout-color2: var(--colab-secondary-surface-color);
  --jp-border-color1: var(--colab-border-color);
}
html[theme=dark] { color-scheme: dark; --jp-brand-color1: #8ab4f8; }`;

/** Has this frame look like the notebook around it. */
export function followTheme(document: Document): void {
  const style = document.createElement('style');
  style.textContent = STYLE;
  document.head.append(style);
}
