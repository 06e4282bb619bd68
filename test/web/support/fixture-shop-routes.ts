// The fixture's routes about the own shop as a whole, which no page asks for yet.
import { SoukError } from "../../../node/core/errors.ts";
import { importRoutes } from "../../../node/http/routes/imports.ts";
import { shippingProfileRoutes } from "../../../node/http/routes/shipping-profiles.ts";
import { shopRoutes } from "../../../node/http/routes/shop.ts";
import type { OperationAnswer } from "../../../node/http/operation-answer.ts";

const none = (): never => {
  throw new SoukError("listing.unknown", "the fixture has no drafts");
};
const refused = async (): Promise<never> => none();
const answer: OperationAnswer = { after: refused, afterAll: refused, view: none };

export const shopHandlers = {
  ...shopRoutes({
    shop: { list: () => ({ items: [], next: null }) },
    commands: {
      draft: none,
      saveDraft: none,
      dropDraft: none,
      publish: refused,
      pause: refused,
      resume: refused,
      delete: refused,
      edit: refused,
      previewEdit: () => ({ items: [] }),
    },
    answer,
  }),
  ...shippingProfileRoutes({
    shipping: { list: () => [], get: none, save: none, republish: refused, remove: none },
    answer,
  }),
  ...importRoutes({
    imports: { begin: refused, report: none, progressOf: () => null },
    exported: () => new Blob([]).stream() as unknown as AsyncIterable<Uint8Array>,
    answer,
  }),
  uploadedPicture: none,
};
