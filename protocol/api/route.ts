// The shape of an HTTP route, and what several of them have in common.
import { z } from "zod";

export interface Route {
  method: "get" | "post" | "put" | "delete";
  /** Below `/api/v1`, Express style. */
  path: string;
  summary: string;
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodType;
  /** Lists of many things: the body may have several megabytes. */
  largeBody?: true;
  /** Media types of a body or answer that is not JSON. */
  rawBody?: readonly string[];
  rawAnswer?: string;
  /** Of a body that is streamed. */
  maxBytes?: number;
  /** The bytes of body or answer may be too many for memory: they are read and sent as they come. */
  streams?: true;
  /** Asks with a body, and changes nothing: it takes no Idempotency-Key. */
  safe?: true;
  /** Left out, made tokens do what their scope says. `private`: not those that only read. `owner`: none of them. */
  access?: "private" | "owner";
  /** HTTP status of success. 202: the intent is durable, follow the operation. */
  status: 200 | 201 | 202 | 204;
  answer?: z.ZodType;
}

/** What a route takes as raw bytes, unless it streams them. */
export const MAX_RAW_BYTES = 12 * 1024 * 1024;
/** Of a file of products. */
export const MAX_IMPORT_BYTES = 64 * 1024 * 1024;

export const route = <const R extends Route>(definition: R): R => definition;
export const isRead = ({ method, safe }: Pick<Route, "method" | "safe">): boolean => method === "get" || safe === true;
/** Changes something: it may come under an Idempotency-Key, and happens once. */
export const isKeyed = (of: Route): boolean => !isRead(of) && of.rawAnswer === undefined;
export const page = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), next: z.string().nullable() });
/** The body of a command that needs none. */
export const empty = z.strictObject({}).optional();
