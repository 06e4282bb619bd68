// Files on their way here: how far each is, from whom and how fast; and the last that ended.
import type { NetworkView } from "../../../protocol/api/node-schemas.ts";
import { CopyText } from "../../design/copy-text.tsx";
import { sizeText } from "../../../client/size.ts";
import { shortPeer } from "./journals.tsx";

type Download = NetworkView["downloads"][number];

const STATES: Record<Download["state"], string> = { running: "", complete: "complete", failed: "did not arrive" };

export function Downloads({ downloads }: { downloads: Download[] }) {
  return (
    <section className="card stack" aria-labelledby="downloads" data-testid="downloads">
      <h2 id="downloads">Files</h2>
      <p className="muted small">
        Pictures and goods come in blocks from all peers that have them. Each block is checked before it counts.
      </p>
      {downloads.length === 0 && <p className="muted small">None was fetched since the node started.</p>}
      <ul className="stack tight">
        {downloads.map((download, index) => (
          <li key={`${download.cid} ${downloads.length - index}`} className="stack tight" data-state={download.state}>
            <div className="row between">
              <CopyText text={download.cid} shown={`…${download.cid.slice(-8)}`} />
              <span className="number small">
                {amountText(download)} {STATES[download.state]}
              </span>
            </div>
            {download.state === "running" && (
              <progress aria-label={`File …${download.cid.slice(-8)}`} max={1} value={shareOf(download)} />
            )}
            {download.sources.map(({ peerId, bytes, bytesPerSecond }) => (
              <p key={peerId} className="muted small">
                {sizeText(bytes)} from {peerId === "bitswap" ? "others, by Bitswap" : shortPeer(peerId)}
                {download.state === "running" && `, ${sizeText(bytesPerSecond)} a second`}
              </p>
            ))}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Undefined, a bar that only moves, as long as the size is not known; a peer may also have claimed too little. */
const shareOf = ({ bytes, totalBytes }: Download): number | undefined =>
  totalBytes ? Math.min(1, bytes / totalBytes) : undefined;

const amountText = ({ state, bytes, totalBytes }: Download): string =>
  state === "complete" || totalBytes === null ? sizeText(bytes) : `${sizeText(bytes)} of ${sizeText(totalBytes)}`;
