// Run in a network namespace of its own: two nodes that know nothing of each other, and what they found by mDNS.
import { createNursery, eventually } from "./p2p-node.ts";

const nursery = createNursery();
try {
  const a = await nursery.start("a", { mdns: true });
  const b = await nursery.start("b", { mdns: true });
  const deaf = await nursery.start("deaf");
  await eventually("they find each other", () =>
    [a, b].every(({ network }) => network.peers().some(({ owner }) => owner !== null)),
  );
  const ownersAt = ({ network }: typeof a) => network.peers().map(({ owner }) => owner);
  process.send!({
    a: a.account.address,
    b: b.account.address,
    atA: ownersAt(a),
    atB: ownersAt(b),
    atDeaf: ownersAt(deaf),
  });
} finally {
  await nursery.end();
}
