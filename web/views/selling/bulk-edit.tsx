// Changing price or stock of many listings: first what would change, row by row, then all of it or nothing.
import { useState } from "react";
import type { EditPreview, ShopListing } from "../../../protocol/api/shop-schemas.ts";
import type { ListingId } from "../../../protocol/ids.ts";
import { ask } from "../../api.ts";
import { useDeed } from "../../deed.ts";
import { Button } from "../../design/button.tsx";
import { Dialog } from "../../design/dialog.tsx";
import { Select, TextField } from "../../design/field.tsx";
import { TroubleNotice } from "../../design/notice.tsx";
import { Progress } from "../../design/progress.tsx";
import { useCommand } from "../../operation.ts";
import { EditChanges } from "./edit-changes.tsx";
import { PRICE_WAYS, type PatchForm, STOCK_WAYS, emptyPatch, patchFault, patchOf } from "./bulk-patch.ts";

const WAIT = 20;
const LOWERS = "Below 0 lowers it: -10";

export function BulkEdit({
  listings,
  onClose,
  onDone,
}: {
  listings: readonly ShopListing[];
  onClose: () => void;
  onDone: () => void;
}) {
  const [form, setForm] = useState(emptyPatch);
  const [tried, setTried] = useState(false);
  const [preview, setPreview] = useState<EditPreview>();
  const asking = useDeed();
  const command = useCommand();
  const fault = patchFault(form);
  const body = () => ({ ids: listings.map(({ id }) => id as ListingId), patch: patchOf(form) });
  const put = (some: Partial<PatchForm>) => {
    setForm({ ...form, ...some });
    setPreview(undefined);
  };
  const isGood = preview?.items.every(({ problem }) => !problem);
  const changed = preview?.items.filter(({ changes }) => changes.length > 0).length ?? 0;

  const submit = async () => {
    setTried(true);
    if (fault) return;
    if (!preview) {
      const told = await asking.run(() => ask((api) => api.previewEdit({ body: body() })));
      if (told) setPreview(told);
    } else if (isGood && (await command.run(() => ask((api) => api.editListings({ body: body(), wait: WAIT }))))) {
      onDone();
    }
  };

  return (
    <Dialog
      title={listings.length === 1 ? "Change price or stock" : `Change ${listings.length} listings`}
      sheet
      onClose={onClose}
      onSubmit={() => void submit()}
      data-testid="dialog-edit"
    >
      <div className="fields">
        <Select
          label="Price"
          value={form.price}
          onValue={(price) => put({ price: price as PatchForm["price"] })}
          data-testid="patch-price"
        >
          {Object.entries(PRICE_WAYS).map(([key, name]) => (
            <option key={key} value={key}>
              {name}
            </option>
          ))}
        </Select>
        {form.price !== "keep" && (
          <TextField
            label={form.price === "percent" ? "Percent" : "Amount"}
            hint={form.price === "set" ? "Like 12.50" : LOWERS}
            inputMode="decimal"
            value={form.amount}
            onValue={(amount) => put({ amount })}
            data-testid="patch-amount"
          />
        )}
        {form.price === "percent" && (
          <TextField
            label="Round to (optional)"
            hint="Like 0.05"
            inputMode="decimal"
            value={form.roundTo}
            onValue={(roundTo) => put({ roundTo })}
          />
        )}
        <Select
          label="Stock"
          value={form.stock}
          onValue={(stock) => put({ stock: stock as PatchForm["stock"] })}
          data-testid="patch-stock"
        >
          {Object.entries(STOCK_WAYS).map(([key, name]) => (
            <option key={key} value={key}>
              {name}
            </option>
          ))}
        </Select>
        {(form.stock === "set" || form.stock === "add") && (
          <TextField
            label="Units of each variant"
            hint={form.stock === "add" && LOWERS}
            inputMode="numeric"
            value={form.units}
            onValue={(units) => put({ units })}
            data-testid="patch-units"
          />
        )}
      </div>
      {tried && fault && (
        <p className="wrong" role="alert">
          {fault}
        </p>
      )}
      {asking.trouble && <TroubleNotice trouble={asking.trouble} />}
      {preview && <EditChanges {...{ listings, preview, changed }} />}
      <Progress command={command} />
      <footer>
        <Button onClick={onClose}>Not now</Button>
        <Button
          type="submit"
          kind="primary"
          busy={asking.busy || command.busy}
          disabled={preview !== undefined && (!isGood || changed === 0)}
          data-testid="do-it"
        >
          {preview ? `Change ${changed}` : "Show what changes"}
        </Button>
      </footer>
    </Dialog>
  );
}
