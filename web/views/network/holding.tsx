// How much room others' journals and pictures take on this disk, and what was let go.
import type { NetworkView } from "../../../protocol/api/node-schemas.ts";
import { Notice } from "../../design/notice.tsx";
import { Party } from "../../design/party.tsx";
import { sizeText } from "../../../client/size.ts";
import { Moment } from "../../design/time.tsx";

const WHY: Record<NetworkView["dropped"][number]["reason"], string> = {
  quota: "the disk quota was used up",
  places: "there were too many journals",
  unfollowed: "you do not follow them",
};

export function Holding({ holding, dropped }: Pick<NetworkView, "holding" | "dropped">) {
  const { usedBytes, quotaBytes, full, diskLow } = holding;
  return (
    <section className="card stack" aria-labelledby="holding" data-testid="holding">
      <h2 id="holding">Disk space</h2>
      <p className="muted small">
        Journals and pictures take {sizeText(usedBytes)} of {sizeText(quotaBytes)}. When it is used up, journals of
        those without a bond go first; your own, and whom you follow or trade with, never go.
      </p>
      <progress aria-label="Disk quota in use" max={quotaBytes} value={Math.min(usedBytes, quotaBytes)} />
      {diskLow && (
        <Notice tone="warn" title="The disk is almost full">
          <p className="small">
            Nothing of others is taken until there is room again. Your own entries are still written.
          </p>
        </Notice>
      )}
      {full && !diskLow && (
        <Notice tone="info" title="The quota is used up: newcomers wait, or take another one's place" />
      )}
      <ul className="stack tight small">
        {dropped.map(({ owner, name, bytes, reason, at }) => (
          <li key={owner + at} className="row">
            <Party address={owner} name={name} />
            <span>
              was let go: {WHY[reason]} ({sizeText(bytes)}, <Moment at={at} now={new Date()} only="relative" />)
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
