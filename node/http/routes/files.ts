// Routes about files for sale: take one in to sell it, and give a bought one out.
import { MAX_FILE_BYTES } from "../../../protocol/goods.ts";
import type { GoodsArrival } from "../../commands/goods/goods-arrival.ts";
import type { Vault } from "../../core/ports/own.ts";
import type { Handlers } from "../handler.ts";

export function fileRoutes({
  vault,
  arrival,
}: {
  vault: Pick<Vault, "add">;
  arrival: Pick<GoodsArrival, "open">;
}): Pick<Handlers, "addFile" | "orderFile"> {
  return {
    async addFile({ query: { name, mediaType }, body, signal }) {
      return { name, mediaType, ...(await vault.add(body, { maxBytes: MAX_FILE_BYTES, signal })) };
    },
    async orderFile({ params: { order }, signal }) {
      const { file, stream } = await arrival.open(order, signal);
      return { name: file.name, bytes: file.bytes, stream };
    },
  };
}
