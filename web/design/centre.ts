// Scrolls a row sideways until one of its links is in the middle: beside the edge of a phone it would not be seen.

/** Not `scrollIntoView`, after which the next Tab goes on from there. */
export function centre(row: Element, link: HTMLElement): void {
  const { left, width } = row.getBoundingClientRect();
  const its = link.getBoundingClientRect();
  row.scrollLeft += its.left + its.width / 2 - (left + width / 2);
}
