// Sizes as people read them: decimal units, and what rounds to a thousand is one of the next.
import assert from "node:assert/strict";
import { test } from "node:test";
import { sizeText } from "../../client/size.ts";

test("a size has up to three digits, and its unit", () => {
  const texts = { 0: "0 B", 812: "812 B", 999: "999 B", 1_000: "1.0 kB", 3_500_000: "3.5 MB", 142_000: "142 kB" };
  for (const [bytes, text] of Object.entries(texts)) assert.equal(sizeText(Number(bytes)), text);
});

test("a size that rounds to a thousand is one of the next unit", () => {
  assert.equal(sizeText(999_499), "999 kB");
  assert.equal(sizeText(999_900), "1.0 MB");
  assert.equal(sizeText(999_999_999), "1.0 GB");
});
