// The peers as a list: what they serve, what went both ways, when they were last heard.
import type { NetworkView } from "../../../protocol/api/node-schemas.ts";
import { CopyText } from "../../design/copy-text.tsx";
import { sizeText } from "../../../client/size.ts";
import { relativeText } from "../../design/time.tsx";
import { shortPeer } from "./journals.tsx";

type Peer = NetworkView["peers"][number];

export function PeersTable({ peers }: { peers: readonly Peer[] }) {
  if (peers.length === 0) return null;
  const now = new Date();
  return (
    <div className="scroll-x">
      <table className="cards" data-testid="peers-table">
        <thead>
          <tr>
            <th scope="col">Peer</th>
            <th scope="col">Received</th>
            <th scope="col">Sent</th>
            <th scope="col">Serves</th>
            <th scope="col">Heard</th>
          </tr>
        </thead>
        <tbody>
          {peers.map((peer) => (
            <tr key={peer.peerId}>
              <td>
                {peer.name && <div>{peer.name}</div>}
                <CopyText text={peer.addresses[0] ?? peer.peerId} shown={shortPeer(peer.peerId)} />
              </td>
              <td className="number" data-name="Received">
                {sizeText(peer.bytesIn)}
              </td>
              <td className="number" data-name="Sent">
                {sizeText(peer.bytesOut)}
              </td>
              <td className="small" data-name="Serves">
                {servicesOf(peer)}
              </td>
              <td className="muted small" data-name="Heard">
                {relativeText(new Date(peer.seenAt), now)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function servicesOf({ journals, serves }: Peer): string {
  const journalsText = journals === 1 ? "1 journal" : `${journals} journals`;
  return [journalsText, ...(serves.blocks ? ["files"] : []), ...(serves.relay ? ["relaying"] : [])].join(", ");
}
