// What of the own journal lies in blocks.db alone, as a file that travels: certificates, and the state its entries continue.
import type { DatabaseSync } from "node:sqlite";
import { type Address, address } from "../../../protocol/ids.ts";
import { transaction } from "../database.ts";

/** The entries themselves are in own.db. `owner` is checked: it is written into SQL, where a table's contents take no parameters. */
export function exportOwnJournal(database: DatabaseSync, owner: Address, file: string): void {
  const mine = `'${address.parse(owner)}'`;
  attached(database, file, () =>
    database.exec(`
      CREATE TABLE travel.certificates AS SELECT * FROM certificates WHERE owner = ${mine};
      CREATE TABLE travel.bases AS
        SELECT j.owner, b.sequence, b.digest FROM bases b JOIN journals j ON j.id = b.journal WHERE j.owner = ${mine};
      CREATE TABLE travel.checkpoints AS SELECT * FROM checkpoints WHERE owner = ${mine};
      CREATE TABLE travel.checkpoint_blocks AS SELECT * FROM checkpoint_blocks WHERE owner = ${mine};
      CREATE TABLE travel.blocks AS
        SELECT * FROM blocks WHERE digest IN (SELECT digest FROM checkpoint_blocks WHERE owner = ${mine});
    `),
  );
}

/** Into a file that holds nothing of this journal. */
export function importOwnJournal(database: DatabaseSync, file: string): void {
  attached(database, file, () =>
    transaction(database, () =>
      database.exec(`
        INSERT INTO certificates SELECT * FROM travel.certificates;
        INSERT INTO journals (owner) SELECT owner FROM travel.bases;
        INSERT INTO bases SELECT j.id, b.sequence, b.digest FROM travel.bases b JOIN journals j ON j.owner = b.owner;
        INSERT INTO checkpoints SELECT * FROM travel.checkpoints;
        INSERT INTO checkpoint_blocks SELECT * FROM travel.checkpoint_blocks;
        INSERT OR IGNORE INTO blocks SELECT * FROM travel.blocks;
      `),
    ),
  );
}

function attached(database: DatabaseSync, file: string, work: () => void): void {
  database.prepare("ATTACH ? AS travel").run(file);
  try {
    work();
  } finally {
    database.exec("DETACH travel");
  }
}
