/** As much Markdown as the example notebooks use, for people to look at. */

/** The elements of a text: headings, and paragraphs of text, code and links. Pictures are their descriptions. */
export function markdown(source: string): HTMLElement[] {
  return source
    .split(/\n\s*\n/)
    .filter(block => block.trim() !== '')
    .map(block => {
      const [, marks = '', text = block] = /^(#+)\s+([^]*)$/.exec(block) ?? [];
      const element = document.createElement(marks === '' ? 'p' : `h${String(marks.length)}`);
      element.append(...inline(text));
      return element;
    });
}

function inline(text: string): (Node | string)[] {
  const withoutPictures = text.replaceAll(/!\[([^\]]*)\]\([^)]*\)/g, '$1');
  return withoutPictures.split(/(`[^`]+`|\[[^\]]*\]\([^)]*\))/).map(part => {
    const [, label, address] = /^\[([^\]]*)\]\(([^)]*)\)$/.exec(part) ?? [];
    if (label !== undefined && address !== undefined) {
      return Object.assign(document.createElement('a'), { href: address, textContent: label });
    }
    return part.startsWith('`') && part.length > 1
      ? Object.assign(document.createElement('code'), { textContent: part.slice(1, -1) })
      : part;
  });
}
