// Temporary folders with real stores in them, removed and closed after the test.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type OwnStore, openOwnStore } from "../../node/store/own/own-store.ts";
import { type ReadStore, openReadStore } from "../../node/store/read/read-store.ts";

export interface StoreFolder {
  directory: string;
  read(options?: { threads?: boolean; onError?: (error: unknown) => void }): ReadStore;
  own(): OwnStore;
}

export function createStoreFolders() {
  const closing: (() => void)[] = [];
  return {
    create(): StoreFolder {
      const directory = mkdtempSync(path.join(tmpdir(), "souk-store-"));
      closing.push(() => rmSync(directory, { recursive: true, force: true }));
      const opened = <S extends { close(): void }>(store: S): S => {
        let isOpen = true;
        const close = () => {
          if (isOpen) store.close();
          isOpen = false;
        };
        closing.push(close);
        return { ...store, close };
      };
      return {
        directory,
        read: (options = {}) => opened(openReadStore({ directory, ...options })),
        own: () => opened(openOwnStore({ directory })),
      };
    },
    /** Give it to afterEach. */
    end() {
      for (const close of closing.splice(0).toReversed()) close();
    },
  };
}
