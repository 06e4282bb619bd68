// `souk import`: brings the pictures of a CSV file to the node first, then the file, and shows what became of it row by row.
import path from "node:path";
import { ApiProblem } from "../client/call.ts";
import { bringPictures } from "../client/product-pictures.ts";
import { MAX_IMPORT_BYTES } from "../protocol/api/route.ts";
import type { ImportFault, ImportReport } from "../protocol/api/shop-schemas.ts";
import type { Invocation } from "./arguments.ts";
import { checkKind, pictureBytes } from "./import-pictures.ts";
import { createProgress } from "./progress.ts";
import { readAtMost, whyUnreadable } from "./read-file.ts";
import { requestOf } from "./request.ts";
import { type Call, printAnswer } from "./answers.ts";
import { UsageError } from "./usage-error.ts";
import { waitFor } from "./waiting.ts";

const MAX_SHOWN = 20;

/** @throws ApiProblem `import.faults`, after its faults were shown; UsageError for pictures that cannot be had */
export async function importProducts(call: Call, invocation: Invocation): Promise<void> {
  const { client, world, settings } = call;
  const { query, body } = await requestOf(world, invocation);
  const { wait: _wait, ...rest } = query as { wait?: unknown; format?: "csv" | "json"; dryRun?: string };
  const file = invocation.bytes!;
  // It is read whole: pictures that it names are brought before it is sent.
  let bytes = await readAtMost(body as AsyncIterable<Uint8Array>, MAX_IMPORT_BYTES).catch((error: unknown) => {
    world.interrupt.throwIfAborted();
    throw new UsageError(`${file} cannot be imported: ${whyUnreadable(error)}`);
  });
  if (bytes.length === 0) throw new UsageError(`${file} cannot be imported: it is empty`);
  const isAskedDry = String(rest.dryRun) === "true";
  let isDry = isAskedDry;
  let missing: ImportFault[] = [];
  if (rest.format !== "json") {
    using progress = createProgress(world.stderr);
    const folder = settings.get("pictures") ?? (file === "-" ? "." : path.dirname(file));
    const bringing = { client, onStep: () => {}, signal: world.interrupt };
    const brought = await bringPictures(bytes, {
      ...bringing,
      bytesOf: async (source) => {
        const picture = await pictureBytes(source, folder, world.interrupt);
        // Else the node says so.
        if (isDry) checkKind(picture);
        return picture;
      },
      isDry,
      onStep: (done, total) => progress.step(`pictures ${done}/${total}`),
    });
    missing = brought.faults;
    if (missing.length > 0 && settings.has("no-wait")) throw new UsageError(faultsText(missing));
    if (missing.length === 0 || isDry) bytes = brought.file;
    else {
      // It goes on as a dry run, with what stands for the pictures: the node says what is wrong with the rest.
      isDry = true;
      bytes = (await bringPictures(bytes, { ...bringing, bytesOf: async () => new Uint8Array(), isDry })).file;
    }
  }
  const started = await client.importListings({
    query: { ...rest, dryRun: isDry } as never,
    body: bytes,
    signal: world.interrupt,
  });
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
  await printAnswer(call, "importReport", settings.has("json") ? report : withMissing(report, missing, isAskedDry));
  if (missing.length > 0) throw new UsageError(faultsText(missing));
  if (failed) throw failed;
}

/** What lies on this disk the node cannot look at. */
const withMissing = (report: ImportReport, missing: readonly ImportFault[], dryRun: boolean): ImportReport => ({
  ...report,
  dryRun,
  faults: report.faults + missing.length,
  shown: [...report.shown, ...missing].toSorted((a, b) => a.line - b.line),
});

function faultsText(faults: readonly ImportFault[]): string {
  const rest = faults.length > MAX_SHOWN ? [`and ${faults.length - MAX_SHOWN} more`] : [];
  const told = faults.slice(0, MAX_SHOWN).map(({ line, column, message }) => `line ${line}, ${column}: ${message}`);
  return [...told, ...rest, "nothing was imported"].join("\n");
}
