/**
 * The layout of a view: a plain map of ipywidgets' `Layout` names to CSS text, applied to the element that
 * ipywidgets' boxes lay out.
 */

/** Shorthands stand before what they set. */
const NAMES: readonly string[] = [
  'align_content',
  'align_items',
  'align_self',
  'border',
  'border_top',
  'border_right',
  'border_bottom',
  'border_left',
  'bottom',
  'display',
  'flex',
  'flex_flow',
  'grid_area',
  'grid_auto_columns',
  'grid_auto_flow',
  'grid_auto_rows',
  'grid_column',
  'grid_gap',
  'grid_row',
  'grid_template_areas',
  'grid_template_columns',
  'grid_template_rows',
  'height',
  'justify_content',
  'justify_items',
  'left',
  'margin',
  'max_height',
  'max_width',
  'min_height',
  'min_width',
  'object_fit',
  'object_position',
  'order',
  'overflow',
  'overflow_x',
  'overflow_y',
  'padding',
  'right',
  'top',
  'visibility',
  'width',
];

/** Makes `element` look as `layout` says, and no longer as it said before. Other names are ignored. */
export function applyLayout(element: HTMLElement, layout: unknown): void {
  const wanted: Readonly<Record<string, unknown>> =
    typeof layout === 'object' && layout !== null ? { ...layout } : {};
  // Removing comes first: it would take away what a shorthand has just set.
  for (const name of NAMES) {
    if (cssText(wanted[name]) === undefined) {
      element.style.removeProperty(cssName(name));
    }
  }
  for (const name of NAMES) {
    const text = cssText(wanted[name]);
    if (text !== undefined) {
      element.style.setProperty(cssName(name), text);
    }
  }
}

function cssName(name: string): string {
  return name.replaceAll('_', '-');
}

function cssText(value: unknown): string | undefined {
  if (typeof value === 'number') {
    return String(value);
  }
  return typeof value === 'string' && value !== '' ? value : undefined;
}
