// The ports of own.db: their acceptance suites on the store, and on the small one that the p2p tests use.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createOwnEntries } from "../support/p2p-own-entries.ts";
import { createStoreFolders } from "../support/store-folder.ts";
import { acceptMailbox } from "./store-mailbox-suite.ts";
import { acceptOperations } from "./store-operations-suite.ts";
import { acceptOwnEntries } from "./store-own-entries-suite.ts";
import { acceptTransactionJournal } from "./store-transactions-suite.ts";

const folders = createStoreFolders();
const { end } = folders;

acceptOperations("the store", { create: () => folders.create().own().operations, end });
acceptMailbox("the store", { create: () => folders.create().own().mailbox, end });
acceptOwnEntries("the store", { create: () => folders.create().own().entries, end });
acceptTransactionJournal("the store", { create: () => folders.create().own().transactions, end });

const directory = mkdtempSync(path.join(tmpdir(), "souk-small-"));
let number = 0;
const place = () => path.join(directory, String(number++));
process.once("exit", () => rmSync(directory, { recursive: true, force: true }));

acceptOwnEntries("the p2p tests", { create: () => createOwnEntries(place()), end: () => {} });
