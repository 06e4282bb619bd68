// The floor of the live rows: a commit with synchronous=FULL, its bytes to each reader over a bare socket, and a commit there with NORMAL, as ours does it.
import { mkdirSync } from "node:fs";
import { type AddressInfo, type Socket, connect, createServer } from "node:net";
import path from "node:path";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import * as dagCbor from "@ipld/dag-cbor";
import { decode, encode } from "it-length-prefixed";
import { atPace, createTally, listingOf, serve, wallClock } from "./peer.ts";

const tally = createTally();
const readers = new Set<Socket>();
let insert: StatementSync;

/** Own.db's settings, or blocks.db's. */
function openLog(directory: string, settings: string): void {
  mkdirSync(directory, { recursive: true });
  const database = new DatabaseSync(path.join(directory, "log.db"));
  database.exec(`PRAGMA journal_mode = WAL; ${settings}`);
  database.exec("CREATE TABLE entries (sequence INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT");
  insert = database.prepare("INSERT INTO entries (bytes) VALUES (?)");
}

/** The first frame greets: from then on nothing is missed. */
async function read(port: number, onGreeted: () => void): Promise<void> {
  let isGreeted = false;
  for await (const part of decode(connect({ port, host: "127.0.0.1", noDelay: true }))) {
    if (isGreeted) {
      const bytes = part.subarray();
      insert.run(bytes);
      tally.add(1, (dagCbor.decode(bytes) as { at: number }).at);
    } else onGreeted();
    isGreeted = true;
  }
}

function write(number: number, at = 0): void {
  const bytes = dagCbor.encode(listingOf(number, at));
  insert.run(bytes);
  const frame = encode.single(bytes).subarray();
  for (const reader of readers) reader.write(frame);
}

async function put({ from, count }: { from: number; count: number }): Promise<number> {
  const start = performance.now();
  for (let number = from; number < from + count; number++) write(number);
  return performance.now() - start;
}

serve({
  async open({ directory, join }) {
    tally.open();
    openLog(
      directory,
      join ? "PRAGMA synchronous = NORMAL" : "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 128",
    );
    if (join) {
      await new Promise<void>((resolve, reject) => read(Number(join), resolve).catch(reject));
      return { address: "", reference: "" };
    }
    const server = createServer({ noDelay: true }, (reader) => {
      readers.add(reader.on("error", () => readers.delete(reader)));
      reader.write(encode.single(new Uint8Array(1)).subarray());
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return { address: String((server.address() as AddressInfo).port), reference: "" };
  },
  put,
  bulk: put,
  trickle: ({ from, count, everyMs }) => atPace(count, everyMs, async (index) => write(from + index, wallClock())),
  holds: tally.holds,
  latencies: tally.latencies,
  async close() {
    for (const reader of readers) reader.destroy();
  },
});
