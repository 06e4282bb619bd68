// Words that somebody did not sign: what they belong to is not begun without them.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { createCorrespondence } from "../../../node/commands/orders/correspondence.ts";
import { SoukError } from "../../../node/core/errors.ts";
import type { Signer } from "../../../node/core/ports/signer.ts";
import { createSealing } from "../../../node/p2p/sealing.ts";
import { openOwnStore } from "../../../node/store/own/own-store.ts";
import type { Hex32 } from "../../../protocol/ids.ts";
import { temporaryFolder } from "../../support/folder.ts";
import { ARBITRATOR, BUYER, DOMAIN, SELLER, SELLER_KEY, signerOf } from "../../support/sample.ts";

const order = `0x${"07".repeat(32)}` as Hex32;
const words = () => ({ text: "It is broken.", salt: randomBytes(16) });

test("a dispute is not begun where its second letter was refused, and the first one is taken back", async (t) => {
  const { mailbox, close } = openOwnStore({ directory: temporaryFolder(t) });
  t.after(close);
  const sealing = await createSealing(randomBytes(32));
  let asked = 0;
  const signer: Pick<Signer, "address" | "signTypedData"> = {
    address: SELLER,
    async signTypedData(data) {
      if (++asked === 2) throw new SoukError("signer.refused", "no");
      return signerOf(SELLER_KEY).signTypedData(data);
    },
  };
  const certificate = { encryptionKey: sealing.publicKey } as never;
  const { accompany } = createCorrespondence({
    domain: DOMAIN,
    signer,
    journals: { certificate: () => certificate },
    sealing,
    mailbox,
    orders: { get: () => undefined },
    logger: { debug() {}, info() {}, warn() {}, error() {} },
  });
  let isBegun = false;
  const disputing = accompany(async (mail) => {
    await mail.tell("statement", order, [BUYER, ARBITRATOR], words());
    isBegun = true;
  });
  await assert.rejects(disputing, { code: "signer.refused" });
  assert.deepEqual([isBegun, asked, mailbox.of(order)], [false, 2, []]);
});
