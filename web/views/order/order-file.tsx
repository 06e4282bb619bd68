// The file of an order: how far it is on its way, why not further, and the download once it is here.
import { orderFileUrl } from "../../../client/client.ts";
import type { OrderDetail } from "../../../protocol/api/order-schemas.ts";
import { LinkButton } from "../../design/button.tsx";
import { Icon } from "../../design/icon.tsx";
import { Notice } from "../../design/notice.tsx";
import { sizeText } from "../../../client/size.ts";

type File = NonNullable<OrderDetail["file"]>;

const STATES: Record<File["state"], { buyer: string; seller: string }> = {
  waiting: {
    buyer: "The seller's node delivers it by itself, once the payment is settled.",
    seller: "Your node delivers it by itself, once the payment is settled.",
  },
  sent: { buyer: "", seller: "Delivered: the buyer's node knows where it is and how to open it." },
  fetching: { buyer: "On its way to your node.", seller: "" },
  ready: { buyer: "Here, decrypted for you alone, and exactly the file that was listed.", seller: "" },
  failed: { buyer: "It did not arrive as it was sold.", seller: "" },
};

export function OrderFile({ order }: { order: OrderDetail }) {
  const { file } = order;
  if (!file) return null;
  const side = order.roles.includes("seller") ? "seller" : "buyer";
  return (
    <section className="card stack tight" aria-labelledby="order-file" data-testid="file" data-state={file.state}>
      <h2 id="order-file">The file</h2>
      <p className="strong">{file.name}</p>
      <p className="muted small line" aria-live="polite">
        <Icon name="lock" size={16} /> {STATES[file.state][side]}
      </p>
      {file.state === "fetching" && (
        <progress value={file.bytes} max={file.totalBytes} aria-label="Received">
          {sizeText(file.bytes)}
        </progress>
      )}
      {file.problem && (
        <Notice tone="warn" title={file.state === "failed" ? "This is not what was sold" : "Not yet"}>
          <p>{file.problem.message}</p>
        </Notice>
      )}
      {file.state === "ready" && (
        <p>
          <LinkButton kind="primary" icon="box" href={orderFileUrl(order.id)} data-testid="download">
            Download
          </LinkButton>
        </p>
      )}
    </section>
  );
}
