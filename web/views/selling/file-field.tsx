// The file that is sold, if it is one: stored encrypted by the node while the rest is filled in.
import { useState } from "react";
import { type DigitalFile, MAX_FILE_BYTES } from "../../../protocol/goods.ts";
import { ask } from "../../api.ts";
import { Button } from "../../design/button.tsx";
import { Icon } from "../../design/icon.tsx";
import { sizeText } from "../../../client/size.ts";
import { type Trouble, troubleOf } from "../../trouble.ts";

/** What browsers call a type, without parameters; the node takes it in small letters. */
const typeOf = (file: File): string => file.type.split(";")[0]!.toLowerCase() || "application/octet-stream";

/** The limit is a round number of these. */
const MIB = 1_024 ** 2;

export function FileField({
  file,
  onFile,
  onBusy,
}: {
  file: DigitalFile | null;
  onFile: (file: DigitalFile | null) => void;
  onBusy: (busy: boolean) => void;
}) {
  const [sending, setSending] = useState<string>();
  const [trouble, setTrouble] = useState<Trouble>();

  const add = async (chosen: File) => {
    setTrouble(undefined);
    setSending(chosen.name);
    onBusy(true);
    try {
      const query = { name: chosen.name, mediaType: typeOf(chosen) };
      onFile(await ask((api) => api.addFile({ body: chosen, query })));
    } catch (error) {
      setTrouble(troubleOf(error));
    }
    setSending(undefined);
    onBusy(false);
  };

  return (
    <section className="card stack tight" aria-label="File to download">
      <h2>File to download (optional)</h2>
      {file ? (
        <p className="row">
          <span data-testid="listing-file">
            {file.name} · {sizeText(file.bytes)}
          </span>
          <Button compact icon="close" onClick={() => onFile(null)}>
            Sell no file
          </Button>
        </p>
      ) : sending ? (
        <p className="row muted" role="status">
          <span className="spinner" /> Encrypting {sending}
        </p>
      ) : (
        <p>
          <label className="button">
            <Icon name="plus" size={18} />
            Choose a file
            <input
              className="hidden"
              type="file"
              data-testid="add-file"
              onChange={(event) => {
                const [chosen] = event.target.files ?? [];
                event.target.value = "";
                if (chosen) void add(chosen);
              }}
            />
          </label>
        </p>
      )}
      {trouble && (
        <p className="wrong small" role="alert">
          {trouble.detail}
        </p>
      )}
      <p className="muted small">
        Up to {MAX_FILE_BYTES / MIB} MiB. It stays encrypted on your node, which gives it to whoever has paid, by
        itself: keep the node running. There is no shipping then.
      </p>
    </section>
  );
}
