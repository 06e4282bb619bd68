// Reading over HTTP: one listing and a page of a search, beside bare Express that sends the same bytes.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import autocannon from "autocannon";
import { TOKEN } from "../test/support/http-node.ts";
import { createRandom } from "./listings.ts";
import { type Result, finish, isQuick, median, progress, round, table } from "./report.ts";

const quick = isQuick();
const ROWS = quick ? 5_000 : 100_000;
const ROUNDS = quick ? 2 : 5;
const SECONDS = quick ? 2 : 5;
const CONNECTIONS = 8;
/** Asked for in turn; a page of a shop is looked at by few people at once. */
const ADDRESSES = { listing: 200, search: 50 };

interface Server {
  child: ChildProcess;
  port: number;
}
type Kind = keyof typeof ADDRESSES;

const folder = mkdtempSync(path.join(tmpdir(), "souk-bench-http-"));
const start = (script: string, ...args: string[]): ChildProcess =>
  fork(path.join(import.meta.dirname, "peers", script), args, { execArgv: ["--max-semi-space-size=16"] });

async function startSouk(mode: "kept" | "fresh"): Promise<Server & { addresses: string[]; words: string[] }> {
  const child = start("http-souk.ts", path.join(folder, "read"), String(ROWS), mode);
  const [told] = (await once(child, "message")) as [{ port: number; addresses: string[]; words: string[] }];
  return { child, ...told };
}

const headers = { authorization: `Bearer ${TOKEN}` };

async function load({ port }: Server, paths: readonly string[]): Promise<{ perSecond: number; p99: number }> {
  const result = await autocannon({
    url: `http://127.0.0.1:${port}`,
    connections: CONNECTIONS,
    duration: SECONDS,
    requests: paths.map((one) => ({ path: one, headers })),
  });
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`${result.non2xx} refusals, ${result.errors} errors`);
  return { perSecond: result.requests.average, p99: result.latency.p99 };
}

progress(`filling a store with ${ROWS} listings`);
const kept = await startSouk("kept");
const fresh = await startSouk("fresh");
const expressChild = start("http-express.ts");
const [{ port }] = (await once(expressChild, "message")) as [{ port: number }];
const bare: Server = { child: expressChild, port };

const random = createRandom(7);
const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
const paths: Record<Kind, string[]> = {
  listing: Array.from({ length: ADDRESSES.listing }, () => pick(kept.addresses)),
  search: Array.from(
    { length: ADDRESSES.search },
    () => `/api/v1/listings?q=${encodeURIComponent(pick(kept.words))}&available=true`,
  ),
};
const answers: Record<string, string> = {};
for (const one of Object.values(paths).flat()) {
  answers[one] = await (await fetch(`http://127.0.0.1:${fresh.port}${one}`, { headers })).text();
}
bare.child.send(answers);
await once(bare.child, "message");

const servers = { bare, kept, fresh };
const measured = new Map<string, { perSecond: number; p99: number }[]>();
for (let turn = 0; turn <= ROUNDS; turn++) {
  for (const kind of Object.keys(ADDRESSES) as Kind[]) {
    for (const [name, server] of Object.entries(servers)) {
      const figures = await load(server, paths[kind]);
      // The first round warms up.
      if (turn > 0) measured.set(`${kind} ${name}`, [...(measured.get(`${kind} ${name}`) ?? []), figures]);
    }
  }
  progress(`round ${turn} of ${ROUNDS}`);
}
for (const { child } of Object.values(servers)) {
  child.kill();
  await once(child, "exit");
}
rmSync(folder, { recursive: true, force: true });

const result: Result = {};
const rows: (string | number)[][] = [
  ["", "bytes", "bare /s", "kept /s", "× bare", "fresh /s", "× bare", "fresh p99 ms"],
];
for (const kind of Object.keys(ADDRESSES) as Kind[]) {
  const of = (name: string, figure: "perSecond" | "p99") =>
    median(measured.get(`${kind} ${name}`)!.map((one) => one[figure]));
  const [floor, ours, anew] = ["bare", "kept", "fresh"].map((name) => of(name, "perSecond")) as [
    number,
    number,
    number,
  ];
  const bytes = Math.round(median(paths[kind].map((one) => Buffer.byteLength(answers[one]!))));
  Object.assign(result, {
    [`${kind}_bytes`]: bytes,
    [`${kind}_per_s`]: Math.round(ours),
    [`${kind}_vs_express`]: round(ours / floor),
    [`${kind}_fresh_per_s`]: Math.round(anew),
    [`${kind}_fresh_vs_express`]: round(anew / floor),
  });
  rows.push([
    kind,
    bytes,
    ...[floor, ours].map(Math.round),
    round(ours / floor),
    Math.round(anew),
    round(anew / floor),
    of("fresh", "p99"),
  ]);
}
table(rows);
finish("http", result);
