// The ports of own.db: their acceptance suites on the store.
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
