// What an example of a route is: an input as it travels, true in a market that has what these names stand for.
import type { z } from "zod";
import type { Route } from "./route.ts";

type Sent<S> = S extends z.ZodType ? z.input<S> : never;
type Part<R, K extends string, T> =
  R extends Record<K, infer S> ? (undefined extends Sent<S> ? { [P in K]?: T } : { [P in K]: T }) : unknown;

/** What the route takes, in the places where it takes it. */
export type Example<R> = Part<R, "params", Sent<R extends { params: infer S } ? S : never>> &
  (R extends { query: infer S } ? { query?: { [K in keyof Sent<S>]?: string } } : unknown) &
  Part<R, "body", Sent<R extends { body: infer S } ? S : never>> & {
    /** The stable code with which it is refused, where a market rarely comes to its success. */
    refused?: string;
  };

/** One for each route: a route without an example does not compile. */
export type Examples<R extends Record<string, Route>> = { [N in keyof R]: Example<R[N]> };

/** An example as it is read by who does not know which route it belongs to. */
export interface AnyExample {
  params?: Record<string, string>;
  query?: Record<string, string>;
  body?: unknown;
  refused?: string;
}

const pictureCid = "bafybeihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku";

/** Whoever sends the examples puts what their market has in the place of these. */
export const STAND_INS = {
  seller: "0x70997970c51812dc3a010c7d01b50e0d17dc79c8",
  arbitrator: "0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc",
  fallback: "0x90f79bf6eb2c4f870365e785982e1f101e93b906",
  currency: "0x5fbdb2315678afecb367f032d93f642f64180aa3",
  order: "0x9d1c0bd0d9fb2ae0f2b7a9c1b16d7f20b8c4ad5c37a7a1f5f0bd6e8e1a6c4f21",
  cid: "bafyreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy",
  operation: "2f1c8a5e-93c1-4d0e-8f6a-1f4b7f0f6a1d",
  token: "5f0c1a9be2d4",
  digest: "0x2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
  pictureCid,
  picture: {
    cid: pictureCid,
    type: "image/webp",
    bytes: 48_211,
    width: 1_200,
    height: 900,
    alt: "A desk lamp",
    thumbnail: { cid: "bafkreifzjut3te7nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e", bytes: 9_120 },
  },
} as const;
