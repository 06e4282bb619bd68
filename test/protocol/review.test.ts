// Reviews and replies by their vectors: each block has its CID, and what is none is refused.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { cidOf, digestOf } from "../../protocol/block.ts";
import { fromHex } from "../../protocol/ids.ts";
import { parseReply } from "../../protocol/reply.ts";
import { MAX_REVIEW_BYTES, MAX_REVIEW_PICTURES, encodeReview, parseReview } from "../../protocol/review.ts";
import { judgeReply } from "../../node/core/reply.ts";
import { BUYER, sampleListing } from "../support/sample.ts";

interface Vector {
  name: string;
  block: `0x${string}`;
  cid: string;
  digest: string;
}
const vectors = JSON.parse(
  readFileSync(new URL("../../protocol/vectors/reviews.json", import.meta.url), "utf8"),
) as Record<"reviews" | "noReviews" | "replies" | "noReplies", Vector[]>;

test("what is a review or a reply is read, and named by its digest", () => {
  for (const { name, block, cid, digest } of [...vectors.reviews, ...vectors.replies]) {
    const bytes = fromHex(block);
    const parsed = name === "a reply" ? parseReply(bytes) : parseReview(bytes);
    assert.ok(parsed.ok, name);
    assert.deepEqual([parsed.value.cid, digestOf(cidOf(bytes))], [cid, digest]);
  }
});

test("what is none is refused", () => {
  for (const { name, block } of vectors.noReviews) assert.ok(!parseReview(fromHex(block)).ok, name);
  for (const { name, block } of vectors.noReplies) assert.ok(!parseReply(fromHex(block)).ok, name);
});

test("the longest review of any script, with all its pictures, is not too large", () => {
  const [picture] = sampleListing().pictures;
  const pictures = Array.from({ length: MAX_REVIEW_PICTURES }, () => ({ ...picture!, alt: "𝔸".repeat(100) }));
  const { block } = vectors.reviews[0]!;
  const parsed = parseReview(fromHex(block));
  assert.ok(parsed.ok);
  const dimensions = { asDescribed: 5, shipping: 5, communication: 5 };
  const longest = { ...parsed.value.value, dimensions, pictures, title: "ה".repeat(120), text: "語".repeat(4_000) };
  const bytes = encodeReview(longest);
  assert.ok(bytes.length <= MAX_REVIEW_BYTES, `${bytes.length}`);
  assert.ok(parseReview(bytes).ok);
});

test("a reply is its journal's owner's, or none (Y-1)", () => {
  const block = fromHex(vectors.replies[0]!.block);
  const author = `0x${"22".repeat(20)}`;
  assert.ok(judgeReply(block, author as never, 1).ok);
  const other = judgeReply(block, BUYER, 1);
  assert.equal(!other.ok && other.code, "reply.author");
});
