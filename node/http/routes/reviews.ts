// Routes about reviews.
import type { ReviewReader } from "../../core/ports/readers.ts";
import type { Handlers } from "../handler.ts";

export function reviewRoutes({ reviews }: { reviews: Pick<ReviewReader, "list"> }): Pick<Handlers, "reviews"> {
  return { reviews: ({ query }) => reviews.list(query) };
}
