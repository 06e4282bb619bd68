// How far an address reaches, and from whom it is taken.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isBelieved, isLoopback, parseAddress, reachOf } from "../../../node/p2p/net/reach.ts";

const PEER = "16Uiu2HAmGTpNyS1hP3BkGWkWvTPxWmyLSCcJeSKJqRkU4eXqEBvG";
const HUB = "16Uiu2HAkzU1kG1dzzXzbNJ9t2TgSEvPwi9vYB2xvXAbWRDkgLXuQ";

const REACHES: Record<string, string | undefined> = {
  "/ip4/127.0.0.1/tcp/1": "loopback",
  "/ip4/127.9.9.9/tcp/1": "loopback",
  "/ip4/0.0.0.0/tcp/1": "loopback",
  "/ip6/::1/tcp/1": "loopback",
  "/ip6/::/tcp/1": "loopback",
  "/ip6/::ffff:127.0.0.1/tcp/1": "loopback",
  "/ip6/::ffff:10.0.0.1/tcp/1": "private",
  "/ip4/10.1.2.3/tcp/1": "private",
  "/ip4/100.64.0.1/tcp/1": "private",
  "/ip4/169.254.169.254/tcp/80": "private",
  "/ip4/172.16.0.1/tcp/1": "private",
  "/ip4/172.32.0.1/tcp/1": "public",
  "/ip4/192.168.1.1/tcp/1/ws": "private",
  "/ip6/fd00::1/tcp/1": "private",
  "/ip6/fe80::1/tcp/1": "private",
  "/ip4/203.0.113.7/tcp/1": "public",
  "/ip4/203.0.113.7/tcp/443/tls/ws": "public",
  "/ip6/2600::1/tcp/1": "public",
  "/ip4/224.0.0.251/tcp/1": undefined,
  "/ip4/255.255.255.255/tcp/1": undefined,
  "/ip6/ff02::1/tcp/1": undefined,
  "/ip6/64:ff9b::7f00:1/tcp/1": undefined,
  "/ip6/2002:7f00:1::1/tcp/1": undefined,
  "/ip4/1.2.3/tcp/1": undefined,
  "/ip4/203.0.113.7/tcp/99999": undefined,
  "/ip4/203.0.113.7/udp/1/quic-v1": undefined,
  "/dns4/localhost/tcp/1": undefined,
  "/dnsaddr/example.org": undefined,
  "/ip4/203.0.113.7/tcp/1/p2p-circuit": undefined,
  "/p2p-circuit": undefined,
  "": undefined,
};

describe("the reach of an address", () => {
  for (const [text, reach] of Object.entries(REACHES)) {
    it(`of ${text || "nothing"} is ${reach ?? "not taken"}`, () => assert.equal(parseAddress(text)?.reach, reach));
  }

  it("of a relayed one is its relay's, and both peers are named", () => {
    const text = `/ip4/10.0.0.1/tcp/1/ws/p2p/${HUB}/p2p-circuit/p2p/${PEER}`;
    const parsed = { reach: "private", transport: "websocket", relayId: HUB, peerId: PEER };
    assert.deepEqual(parseAddress(text), parsed);
    assert.equal(parseAddress(`${text}/p2p-circuit/p2p/${PEER}`), undefined, "one relay, not two");
    assert.equal(parseAddress(`/ip4/10.0.0.1/tcp/1/p2p/${PEER}`)?.peerId, PEER);
  });

  it("of a peer behind a relay is unknown, so it is a stranger's, wherever the relay stands", () => {
    assert.equal(reachOf(`/ip4/127.0.0.1/tcp/1/p2p/${HUB}/p2p-circuit/p2p/${PEER}`), "public");
    assert.equal(reachOf("/ip4/127.0.0.1/tcp/1"), "loopback");
    assert.equal(reachOf("/dns4/example.org/tcp/1"), "public");
  });

  it("of one to listen on is loopback for loopback alone", () => {
    const listen = ["/ip4/127.0.0.1/tcp/0", "/ip6/::1/tcp/0/ws", "/ip4/0.0.0.0/tcp/0", "/ip6/::/tcp/0"];
    assert.deepEqual(listen.filter(isLoopback), listen.slice(0, 2));
  });

  it("decides whom it is believed from: nobody names what is nearer to us than they are", () => {
    const near = ["/ip4/127.0.0.1/tcp/1", "/ip4/192.168.1.1/tcp/1", "/ip4/203.0.113.7/tcp/1"];
    const believed = (teller: "loopback" | "private" | "public") => near.filter((text) => isBelieved(text, teller));
    assert.deepEqual(believed("loopback"), near);
    assert.deepEqual(believed("private"), near.slice(1));
    assert.deepEqual(believed("public"), near.slice(2));
  });
});
