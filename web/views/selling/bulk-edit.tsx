// Changing price or stock of many listings: first what would change, row by row, then all of it or nothing.
import { useState } from "react";
import type { EditPreview } from "../../../protocol/api/shop-schemas.ts";
import type { ListingId } from "../../../protocol/ids.ts";
import { ask } from "../../api.ts";
import { useDeed } from "../../deed.ts";
import { Button } from "../../design/button.tsx";
import { Dialog } from "../../design/dialog.tsx";
import { Select, TextField } from "../../design/field.tsx";
import { Notice, TroubleNotice } from "../../design/notice.tsx";
import { Progress } from "../../design/progress.tsx";
import { useCommand } from "../../operation.ts";
import { PRICE_WAYS, type PatchForm, STOCK_WAYS, emptyPatch, patchFault, patchOf } from "./bulk-patch.ts";

const WAIT = 20;

export function BulkEdit({ ids, onClose, onDone }: { ids: ListingId[]; onClose: () => void; onDone: () => void }) {
  const [form, setForm] = useState(emptyPatch);
  const [tried, setTried] = useState(false);
  const [preview, setPreview] = useState<EditPreview>();
  const asking = useDeed();
  const command = useCommand();
  const fault = patchFault(form);
  const body = () => ({ ids, patch: patchOf(form) });
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
      title={ids.length === 1 ? "Change price or stock" : `Change ${ids.length} listings`}
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
            hint={form.price === "set" ? "Like 12.50" : "With a minus it goes down: -10"}
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
      {preview && <Changes preview={preview} changed={changed} />}
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

const SHOWN = 30;

function Changes({ preview: { items }, changed }: { preview: EditPreview; changed: number }) {
  const faulty = items.filter(({ problem }) => problem);
  const rows = items.flatMap(({ id, changes }) => changes.map((change) => ({ id, ...change })));
  return (
    <div className="stack tight" data-testid="changes">
      {faulty.map(({ id, problem }) => (
        <Notice key={id} tone="bad" title={`${id} cannot be changed so`}>
          <p>{problem!.detail}. Nothing is changed as long as one cannot be.</p>
        </Notice>
      ))}
      {faulty.length === 0 && (
        <p className="muted small">
          {changed === 0
            ? "That changes nothing."
            : `What is on sale is signed anew at once; drafts and what is paused change where they are. ${changed} of ${items.length} change.`}
        </p>
      )}
      {rows.length > 0 && (
        <div className="scroll-x changes">
          <table className="number">
            <thead>
              <tr>
                <th scope="col">Listing</th>
                <th scope="col">Before</th>
                <th scope="col">After</th>
              </tr>
            </thead>
            <tbody>
              {rows.slice(0, SHOWN).map(({ id, field, before, after }) => (
                <tr key={`${id} ${field}`}>
                  <td>
                    {id}
                    <br />
                    <span className="muted small">{fieldName(field)}</span>
                  </td>
                  <td>{before}</td>
                  <td className="strong">{after}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {rows.length > SHOWN && <p className="muted small">and {rows.length - SHOWN} more</p>}
        </div>
      )}
    </div>
  );
}

/** `variants.v1.price` → `v1: price` */
const fieldName = (field: string): string => field.replace(/^variants\.([^.]+)\./, "$1: ");
