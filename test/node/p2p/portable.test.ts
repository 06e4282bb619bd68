// What of the own journal is in blocks.db alone goes into a file and comes back, and nothing of anybody else with it.
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import path from "node:path";
import { after, it } from "node:test";
import { openDatabase } from "../../../node/p2p/database.ts";
import { exportOwnJournal, importOwnJournal } from "../../../node/p2p/journal/portable.ts";
import type { Address } from "../../../protocol/ids.ts";
import { temporaryFolder } from "../../support/folder.ts";

const folder = temporaryFolder();
after(() => rmSync(folder, { recursive: true, force: true }));

const OWN = `0x${"a1".repeat(20)}` as Address;
const OTHER = `0x${"b2".repeat(20)}` as Address;
const digest = (fill: number) => new Uint8Array(32).fill(fill);

it("carries certificates, base, checkpoint and its blocks of one owner", () => {
  const from = openDatabase(path.join(folder, "from"));
  for (const [index, owner] of [OTHER, OWN].entries()) {
    from.prepare("INSERT INTO certificates VALUES (?, 1, ?)").run(owner, `{"of":"${owner}"}`);
    from.prepare("INSERT INTO journals (owner) VALUES (?)").run(owner);
    from.prepare("INSERT INTO bases VALUES (?, 7, ?)").run(index + 1, digest(index));
    from.prepare("INSERT INTO checkpoints VALUES (?, 7, ?)").run(owner, digest(10 + index));
    from.prepare("INSERT INTO checkpoint_blocks VALUES (?, 7, ?)").run(owner, digest(20 + index));
    from.prepare("INSERT INTO blocks VALUES (?, ?)").run(digest(20 + index), digest(30 + index));
  }
  from.prepare("INSERT INTO blocks VALUES (?, ?)").run(digest(40), digest(41));
  const file = path.join(folder, "journal.db");
  exportOwnJournal(from, OWN, file);
  from.close();

  const into = openDatabase(path.join(folder, "into"));
  // Another journal was numbered first: numbers do not travel.
  for (const owner of [`0x${"c3".repeat(20)}`, OTHER])
    into.prepare("INSERT INTO journals (owner) VALUES (?)").run(owner);
  importOwnJournal(into, file);
  const rows = (sql: string) =>
    into
      .prepare(sql)
      .all()
      .map((row) => Object.values(row));
  assert.deepEqual(rows("SELECT owner, json FROM certificates"), [[OWN, `{"of":"${OWN}"}`]]);
  assert.deepEqual(rows("SELECT j.owner, b.sequence, b.digest FROM bases b JOIN journals j ON j.id = b.journal"), [
    [OWN, 7, digest(1)],
  ]);
  assert.deepEqual(rows("SELECT * FROM checkpoints"), [[OWN, 7, digest(11)]]);
  assert.deepEqual(rows("SELECT * FROM checkpoint_blocks"), [[OWN, 7, digest(21)]]);
  assert.deepEqual(rows("SELECT * FROM blocks"), [[digest(21), digest(31)]]);
  into.close();
});

it("takes nothing for an owner but an address", () => {
  const from = openDatabase(path.join(folder, "from"));
  assert.throws(() => exportOwnJournal(from, "x'; DROP TABLE blocks; --" as Address, path.join(folder, "x.db")));
  from.close();
});
