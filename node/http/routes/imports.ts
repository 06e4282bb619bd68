// Routes that bring a whole shop in and out: import with its report, and export.
import { ReadableStream as Stream } from "node:stream/web";
import type { ExportInput } from "../../../protocol/api/shop-inputs.ts";
import type { ImportCommands } from "../../core/ports/commands.ts";
import type { Handlers } from "../handler.ts";
import type { OperationAnswer } from "../operation-answer.ts";

const NAMES = { csv: "products.csv", json: "products.jsonl" } as const;

export function importRoutes({
  imports,
  exported,
  answer,
}: {
  imports: ImportCommands;
  exported: (input: ExportInput) => AsyncIterable<Uint8Array>;
  answer: OperationAnswer;
}): Pick<Handlers, "importListings" | "importReport" | "exportListings"> {
  return {
    async importListings({ query: { wait, ...query }, body, signal }) {
      return answer.after(await imports.begin(query, body, signal), wait, signal);
    },
    importReport: ({ params }) => imports.report(params.operation),
    exportListings: ({ query }) => ({
      name: NAMES[query.format],
      stream: Stream.from(exported(query)) as ReadableStream<Uint8Array>,
    }),
  };
}
