// `node scripts/vectors.ts`: writes protocol/vectors/*.json, which contract, node and web tests share.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { format, resolveConfig } from "prettier";
import { catalogueVectors } from "./vectors/catalogue.ts";
import { checkpointVectors } from "./vectors/checkpoint.ts";
import { codeVectors } from "./vectors/code.ts";
import { consentVectors } from "./vectors/consents.ts";
import { feeVectors } from "./vectors/fees.ts";
import { journalVectors } from "./vectors/journal.ts";
import { offerVectors } from "./vectors/offers.ts";
import { reviewVectors } from "./vectors/reviews.ts";
import { transitionVectors } from "./vectors/transitions.ts";

const FOLDER = new URL("../protocol/vectors/", import.meta.url);

/** `--check` writes nothing and fails if a file is not what it would write. */
const check = process.argv.includes("--check");

await mkdir(FOLDER, { recursive: true });
for (const [name, vectors] of Object.entries({
  "offers.json": offerVectors(),
  "catalogue.json": catalogueVectors(),
  "consents.json": consentVectors(),
  "fees.json": feeVectors(),
  "transitions.json": transitionVectors(),
  "escrow.json": await codeVectors(),
  "journal.json": await journalVectors(),
  "checkpoint.json": checkpointVectors(),
  "reviews.json": reviewVectors(),
})) {
  const file = new URL(name, FOLDER);
  const options = { ...(await resolveConfig(file)), parser: "json" };
  const text = await format(JSON.stringify(vectors), options);
  if (!check) await writeFile(file, text);
  else if (text !== (await readFile(file, "utf8").catch(() => ""))) {
    console.error(`protocol/vectors/${name} is stale: run node scripts/vectors.ts`);
    process.exitCode = 1;
  }
}
