// Shows that a journal's owner signed two histories of it.
import type { ProfileDetail } from "../../../protocol/api/schemas.ts";
import type { Frozen } from "../../core/ports/journals.ts";

export const frozenView = (frozen: Frozen | undefined): ProfileDetail["frozen"] =>
  frozen ? { sequence: frozen.sequence, since: new Date(frozen.since * 1_000).toISOString() } : null;
