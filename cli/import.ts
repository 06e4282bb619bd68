// `souk import`: brings the pictures of a CSV file to the node first, then the file, and shows what became of it row by row.
import { ApiProblem } from "../client/call.ts";
import type { ImportReport } from "../protocol/api/shop-schemas.ts";
import type { Invocation } from "./arguments.ts";
import { bringPictures } from "./import-pictures.ts";
import { createProgress } from "./progress.ts";
import { requestOf } from "./request.ts";
import { type Call, printAnswer } from "./answers.ts";
import { waitFor } from "./waiting.ts";

/** @throws ApiProblem `import.faults`, after its faults were shown */
export async function importProducts(call: Call, invocation: Invocation): Promise<void> {
  const { client, world, settings } = call;
  const { query, body } = await requestOf(world, invocation);
  const { wait: _wait, ...rest } = query as { wait?: unknown; format?: "csv" | "json"; dryRun?: string };
  // It is read whole: pictures that it names are brought before it is sent.
  let bytes = new Uint8Array(await new Response(body as ReadableStream<Uint8Array<ArrayBuffer>>).arrayBuffer());
  if (rest.format !== "json") {
    using progress = createProgress(world.stderr);
    const isDry = String(rest.dryRun) === "true";
    const from = { file: invocation.bytes!, folder: settings.get("pictures") };
    bytes = await bringPictures(call, bytes, from, isDry, (what) => progress.step(what));
  }
  const started = await client.importListings({ query: rest as never, body: bytes, signal: world.interrupt });
  if (settings.has("no-wait")) {
    if (settings.has("json")) await printAnswer(call, "operation", started);
    else world.stdout.write(`${started.id}\n`);
    return;
  }
  let failed: unknown;
  try {
    await waitFor(call, started);
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.code !== "import.faults") throw error;
    failed = error;
  }
  const report: ImportReport = await client.importReport({ params: { operation: started.id } });
  await printAnswer(call, "importReport", report);
  if (failed) throw failed;
}
