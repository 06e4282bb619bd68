// The ports of read.db: their acceptance suites on the store.
import { createStoreFolders } from "../support/store-folder.ts";
import { acceptReadModel } from "./store-read-model-suite.ts";
import { acceptReaders } from "./store-readers-suite.ts";

const folders = createStoreFolders();
const { end } = folders;
// Listeners that throw belong to one of the tests.
const onError = () => {};

acceptReadModel("the store", { create: () => folders.create().read(), end });
acceptReaders("the store", { create: () => folders.create().read({ onError }), end });
