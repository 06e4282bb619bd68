// Answers that were read before, with their ETags: the node is asked whether they still hold, and sends only what has changed.

/** Of one client; what a page or a script reads again and again is less. */
const MAX_ANSWERS = 64;
const MAX_LENGTH = 500_000;

export interface Revalidation {
  /** For the request. */
  headers(url: string): Record<string, string>;
  /** The body of the answer: the one that is known, where the node says so (304). */
  textOf(url: string, response: Response): Promise<string>;
}

export function createRevalidation(): Revalidation {
  const known = new Map<string, { etag: string; text: string }>();
  return {
    headers(url) {
      const headers: Record<string, string> = {};
      const answer = known.get(url);
      if (answer) headers["if-none-match"] = answer.etag;
      return headers;
    },
    async textOf(url, response) {
      const before = known.get(url);
      known.delete(url);
      const isSame = response.status === 304;
      if (isSame && !before) throw new Error("the node answered 304 to a question that was not asked");
      const text = isSame ? before!.text : await response.text();
      const etag = response.headers.get("etag");
      if (etag !== null && text.length <= MAX_LENGTH) known.set(url, { etag, text });
      // The one that was read least recently stands first.
      for (const oldest of known.keys()) {
        if (known.size <= MAX_ANSWERS) break;
        known.delete(oldest);
      }
      return text;
    },
  };
}
