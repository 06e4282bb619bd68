// The node itself: who it is, how far it has come with the chain, and what its RPCs say.
import type { NodeStatus } from "../../protocol/api/node-schemas.ts";
import { printable } from "../terminal/text.ts";
import { record, table } from "../terminal/table.ts";
import { type Facts, NOTHING, whenText } from "./facts.ts";

export function nodePage(node: NodeStatus, facts: Facts): string {
  const { chain, counts } = node;
  const head = record(
    [
      ["address", node.address],
      ["name", node.name === null ? undefined : printable(node.name)],
      ["signer", signerText(node.signer)],
      [
        "signer's problem",
        node.signer.problem === null ? undefined : facts.style("bad", printable(node.signer.problem)),
      ],
      ["version", printable(node.version)],
      ["peer id", node.peerId],
      ["addresses", node.multiaddrs.map(printable).join("\n") || NOTHING],
      ["peers", String(node.peers)],
      ["chain", `${printable(chain.name)} (${chain.id}), escrow ${chain.escrow}`],
      ["block", progressText(chain)],
      ["chain time", whenText(facts, chain.time)],
      ["problem", chain.problem === null ? undefined : facts.style("bad", printable(chain.problem))],
      [
        "known here",
        Object.entries(counts)
          .map(([what, count]) => `${count} ${what}`)
          .join(", "),
      ],
    ],
    facts,
  );
  const rpcs = table<NodeStatus["chain"]["endpoints"][number]>(
    [
      { title: "RPC", cell: ({ endpoint }) => endpoint },
      { title: "newest block", cell: (one) => (one.head === null ? NOTHING : String(one.head)), right: true },
      { title: "not used", cell: ({ problem }) => problem ?? "", tone: () => "bad", shrinks: true },
    ],
    chain.endpoints,
    facts,
  );
  const { disagreement } = chain;
  const parts = disagreement?.answers.map(({ endpoint, says }) => `${printable(endpoint)} says ${printable(says)}`);
  return [
    head,
    ...(chain.endpoints.length > 0 ? [rpcs] : []),
    ...(parts ? [`They part at block ${disagreement!.block}: ${parts.join(", ")}.`] : []),
  ].join("\n\n");
}

function signerText({ external, endpoint, waiting }: NodeStatus["signer"]): string {
  if (!external) return "the key is in this node";
  const asked = waiting.map(({ what }) => printable(what)).join(", ");
  return `external, at ${printable(endpoint ?? NOTHING)}${asked ? `; waits for it to sign: ${asked}` : ""}`;
}

/** `120`, or `4000 of 10012 (39 %)` while the node catches up. */
function progressText({ block, head, reachable }: NodeStatus["chain"]): string {
  const at = block === null ? NOTHING : String(block);
  if (!reachable) return `${at}, the chain cannot be reached`;
  if (head === null || head <= (block ?? 0)) return at;
  return `${at} of ${head} (${Math.floor((100 * (block ?? 0)) / head)} %)`;
}
