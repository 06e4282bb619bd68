// Language tags (BCP 47), as people who rule in disputes name them, and their English names, which the browser knows.
const names = new Intl.DisplayNames("en", { type: "language", fallback: "code" });
const list = new Intl.ListFormat("en");

function languageName(tag: string): string {
  try {
    return names.of(tag) ?? tag;
  } catch {
    return tag;
  }
}

/** `French, English, and Portuguese` */
export const languagesText = (tags: readonly string[]): string => list.format(tags.map(languageName));
