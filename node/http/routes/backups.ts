// The route that makes a backup.
import type { Backups } from "../../core/ports/own.ts";
import type { Handlers } from "../handler.ts";

export const backupRoutes = ({ backups }: { backups: Backups }): Pick<Handlers, "backup"> => ({
  backup: ({ body: { passphrase }, signal }) => backups.create(passphrase, signal),
});
