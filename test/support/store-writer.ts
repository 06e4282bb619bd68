// A process that writes to the stores of a folder and tells of each acknowledged write, until it is killed.
import { writeSync } from "node:fs";
import { lockDirectory } from "../../node/store/lock.ts";
import { openOwnStore } from "../../node/store/own/own-store.ts";
import { openReadStore } from "../../node/store/read/read-store.ts";
import { SELLER, BUYER } from "./sample.ts";
import { headCid, hex32, id, listed } from "./store-rows.ts";

const directory = process.argv[2]!;
lockDirectory(directory);
const own = openOwnStore({ directory });
const read = openReadStore({ directory });
writeSync(1, "ready\n");

for (let number = 1; process.argv[3] === "write"; number++) {
  const name = `op-${number}`;
  own.operations.create({ id: name, kind: "buy", subject: "x", transaction: true, records: null, messages: [] });
  own.transactions.intend(name, "{}");
  own.entries.commit(number, headCid(number), new Uint8Array([number % 256]));
  own.mailbox.put({
    id: hex32(number),
    order: hex32(1),
    kind: "delivery",
    author: BUYER,
    recipient: SELLER,
    envelope: new Uint8Array(200),
    digest: null,
    copy: null,
    state: "waiting",
  });
  read.readModel.transaction((rows) => {
    rows.putListing(listed({ id: id(`item-${number}`) }, { sequence: number }));
    rows.setJournal(SELLER, number, headCid(number));
  });
  writeSync(1, `${number}\n`);
}
// Holds the folder.
setInterval(() => {}, 60_000);
