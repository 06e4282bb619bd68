// The peers around this node, as a drawing and as a list.
import type { NetworkView } from "../../../protocol/api/node-schemas.ts";
import { Empty } from "../../design/notice.tsx";

const WIDTH = 420;
/** One or two peers stand beside this node, with their names below; more stand around it. */
const BESIDE = { height: 150, middle: 59 };
const AROUND = { height: 430, middle: 215 };
/** More of them would stand in each other's names. */
const SHOWN = 8;

export function PeersMap({ peers }: { peers: NetworkView["peers"] }) {
  if (peers.length === 0) {
    return (
      <Empty icon="network" title="No peers yet">
        <p>Your node goes on by itself. What you publish now reaches others when they connect.</p>
      </Empty>
    );
  }
  const shown = peers.slice(0, SHOWN);
  const { height, middle } = shown.length > 2 ? AROUND : BESIDE;
  return (
    <>
      <svg className="map" viewBox={`0 0 ${WIDTH} ${height}`} role="img" aria-label={describe(peers)}>
        {shown.map((peer, index) => {
          const { x, y } = placeOf(index, shown.length, middle);
          // On the side where no line is.
          const words = y < middle - 1 ? y - 50 : y + 44;
          return (
            <g key={peer.peerId}>
              <line x1={WIDTH / 2} y1={middle} x2={x} y2={y} />
              <circle cx={x} cy={y} r={18 + Math.min(peer.journals, 8)} />
              <text x={x} y={y + 5} textAnchor="middle">
                {peer.journals}
              </text>
              <text x={x} y={words} textAnchor="middle">
                {nameOf(peer)}
              </text>
              <text className="latency" x={x} y={words + 16} textAnchor="middle">
                {wayOf(peer)}
              </text>
            </g>
          );
        })}
        <circle className="self" cx={WIDTH / 2} cy={middle} r={30} />
        <text className="self-text" x={WIDTH / 2} y={middle + 5} textAnchor="middle">
          you
        </text>
      </svg>
      <p className="muted small">
        The number in a circle says how many journals this peer serves.
        {peers.length > SHOWN && " The list below has all of them."}
      </p>
    </>
  );
}

/** On an ellipse, beginning at the left. */
function placeOf(index: number, count: number, middle: number): { x: number; y: number } {
  const angle = Math.PI + (index * 2 * Math.PI) / count;
  return { x: WIDTH / 2 + Math.cos(angle) * 140, y: middle + Math.sin(angle) * 150 };
}

function wayOf({ latencyMs, relayed }: NetworkView["peers"][number]): string {
  const latency = latencyMs === null ? [] : [`${Math.round(latencyMs)} ms`];
  return [...latency, ...(relayed ? ["by relay"] : [])].join(", ");
}

const cut = (text: string, length: number): string => (text.length > length ? `${text.slice(0, length)}…` : text);
const nameOf = ({ name, peerId }: NetworkView["peers"][number]): string => cut(name ?? peerId.slice(-8), 18);
const describe = (peers: NetworkView["peers"]): string =>
  `${peers.length} peers: ${peers.map((peer) => `${nameOf(peer)}, ${peer.journals} journals${peer.relayed ? ", by relay" : ""}`).join("; ")}`;
