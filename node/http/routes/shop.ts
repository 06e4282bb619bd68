// Routes about the own shop: drafts, and commands on many listings at once.
import { AtOnce } from "../../core/at-once.ts";
import type { ShopCommands, ShopQueries } from "../../core/ports/commands.ts";
import type { Handlers } from "../handler.ts";
import type { OperationAnswer } from "../operation-answer.ts";

type Name =
  | "shopListings"
  | "draft"
  | "saveDraft"
  | "dropDraft"
  | "publishDrafts"
  | "pauseListings"
  | "resumeListings"
  | "deleteListings"
  | "editListings"
  | "previewEdit";

export function shopRoutes({
  shop,
  commands,
  answer,
}: {
  shop: ShopQueries;
  commands: ShopCommands;
  answer: OperationAnswer;
}): Pick<Handlers, Name> {
  return {
    shopListings: ({ query }) => shop.list(query),
    draft: ({ params }) => commands.draft(params.draft),
    saveDraft: ({ params, body }) => new AtOnce(() => commands.saveDraft(params.draft, body)),
    dropDraft: ({ params }) => new AtOnce(() => commands.dropDraft(params.draft)),
    publishDrafts: async ({ body, query, signal }) =>
      answer.after(await commands.publish(body.ids), query.wait, signal),
    pauseListings: async ({ body, query, signal }) => answer.after(await commands.pause(body.ids), query.wait, signal),
    resumeListings: async ({ body, query, signal }) =>
      answer.after(await commands.resume(body.ids), query.wait, signal),
    deleteListings: async ({ body, query, signal }) =>
      answer.after(await commands.delete(body.ids), query.wait, signal),
    editListings: async ({ body, query, signal }) => answer.after(await commands.edit(body), query.wait, signal),
    previewEdit: ({ body }) => commands.previewEdit(body),
  };
}
