// Review and reply blocks with their CIDs and digests, and what is none: each refused by its parser.
import { cidOf, digestOf, encodeBlock } from "../../protocol/block.ts";
import { type Address, type Hex32, toHex } from "../../protocol/ids.ts";
import { type Reply, encodeReply } from "../../protocol/reply.ts";
import { type Review, encodeReview } from "../../protocol/review.ts";

const order = `0x${"11".repeat(32)}` as Hex32;
const author = `0x${"22".repeat(20)}` as Address;
const unsaid = { asDescribed: null, shipping: null, communication: null };

const plain: Review = {
  v: 1,
  kind: "review",
  order,
  author,
  rating: 4,
  dimensions: unsaid,
  pictures: [],
  title: "",
  text: "",
};
const full: Review = {
  ...plain,
  dimensions: { asDescribed: 5, shipping: 2, communication: null },
  pictures: [
    {
      cid: "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku",
      type: "image/webp",
      bytes: 12_345,
      width: 1_200,
      height: 900,
      alt: "As it arrived",
      thumbnail: { cid: "bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq", bytes: 2_345 },
    },
  ],
  title: "Late, but lovely",
  text: "Two weeks on the way.\nWorth it.",
};
const reply: Reply = { v: 1, kind: "reply", order, author, text: "The post was on strike: sorry." };

const valid = (name: string, block: Uint8Array) => ({
  name,
  block: toHex(block),
  cid: cidOf(block),
  digest: digestOf(cidOf(block)),
});
const refused = (name: string, value: object) => ({ name, block: toHex(encodeBlock(value)) });
const { dimensions: _, ...old } = plain;

export const reviewVectors = () => ({
  reviews: [valid("a rating alone", encodeReview(plain)), valid("all that can be said", encodeReview(full))],
  noReviews: [
    refused("a dimension of six", { ...plain, dimensions: { ...unsaid, shipping: 6 } }),
    refused("a dimension of zero", { ...plain, dimensions: { ...unsaid, shipping: 0 } }),
    refused("an unknown dimension", { ...plain, dimensions: { ...unsaid, price: 5 } }),
    refused("a dimension left out", { ...plain, dimensions: { asDescribed: 5, shipping: 5 } }),
    refused("no dimensions", old),
    refused("five pictures", { ...plain, pictures: Array.from({ length: 5 }, () => full.pictures[0]) }),
    refused("a picture that is an SVG", { ...plain, pictures: [{ ...full.pictures[0], type: "image/svg+xml" }] }),
  ],
  replies: [valid("a reply", encodeReply(reply))],
  noReplies: [
    refused("no words", { ...reply, text: "" }),
    refused("too many words", { ...reply, text: "a".repeat(2_001) }),
    refused("words that turn the page", { ...reply, text: "fine\u202e" }),
    refused("a rating in it", { ...reply, rating: 5 }),
  ],
});
