// What every signer must do, run against each adapter: sign all that Souk signs, as ethers reads it back.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { Transaction, verifyTypedData } from "ethers";
import type { Signer, UnsignedTransaction } from "../../node/core/ports/signer.ts";
import { typedCatalogue } from "../../protocol/catalogue.ts";
import { typedRelease, typedSettlement } from "../../protocol/consent.ts";
import { typedEnvelope } from "../../protocol/envelope.ts";
import { type Address, type Hex32, ZERO_HEX32, toHex } from "../../protocol/ids.ts";
import { typedCertificate } from "../../protocol/journal.ts";
import type { TypedData } from "../../protocol/typed-data.ts";
import { DEV, DOMAIN, TUSD } from "../support/chain-parties.ts";

const hash = () => toHex(randomBytes(32)) as Hex32;
const OTHER = `0x${"0b".repeat(20)}` as Address;

export const WORDS: Record<string, (self: Address) => TypedData> = {
  Certificate: (owner) =>
    typedCertificate(DOMAIN, {
      owner,
      journalKey: `0x02${"1d".repeat(32)}`,
      identity: "zdpuAtyBq9",
      encryptionKey: hash(),
      epoch: 2 ** 32 - 1,
      fromSequence: 1,
      base: ZERO_HEX32,
      issuedAt: 1_800_000_000,
      expiresAt: 2 ** 40 - 1,
    }),
  Catalogue: (seller) =>
    typedCatalogue(DOMAIN, { seller, sequence: 1_800_000_000, offersRoot: hash(), contentDigest: hash() }),
  Release: () => typedRelease(DOMAIN, { orderId: hash(), review: ZERO_HEX32, rating: 0, deadline: 1_900_000_000 }),
  Settlement: () => typedSettlement(DOMAIN, { orderId: hash(), buyerBps: 10_000, deadline: 0 }),
  Envelope: (author) => typedEnvelope(DOMAIN, { v: 1, author, recipient: OTHER, payload: randomBytes(100) }),
  Permit: (owner) => ({
    domain: { name: "Test Dollar", version: "1", chainId: DEV.chainId, verifyingContract: TUSD },
    primaryType: "Permit",
    fields: [
      ["owner", "address"],
      ["spender", "address"],
      ["value", "uint256"],
      ["nonce", "uint256"],
      ["deadline", "uint256"],
    ],
    message: { owner, spender: DEV.escrow, value: 2n ** 256n - 1n, nonce: 0n, deadline: 1_900_000_000 },
  }),
};

export const TRANSACTION: UnsignedTransaction = {
  chainId: DEV.chainId,
  nonce: 7,
  to: DEV.escrow,
  data: `0x${"a1".repeat(100)}`,
  value: 10n ** 20n + 1n,
  gasLimit: 210_000n,
  maxFeePerGas: 3n * 10n ** 9n,
  maxPriorityFeePerGas: 1n,
};

export function signerSuite(adapter: string, open: () => Promise<{ signer: Signer; close(): Promise<void> }>): void {
  describe(`a signer ${adapter}`, () => {
    let signer: Signer;
    let close: () => Promise<void>;
    before(async () => void ({ signer, close } = await open()));
    after(() => close());

    for (const [name, words] of Object.entries(WORDS)) {
      it(`signs a ${name}`, async () => {
        const data = words(signer.address);
        const { domain, fields, message } = data;
        const types = { [name]: fields.map(([field, type]) => ({ name: field, type })) };
        const signature = await signer.signTypedData(data);
        assert.match(signature, /^0x[0-9a-f]{128}1[bc]$/);
        assert.equal(verifyTypedData(domain, types, message, signature).toLowerCase(), signer.address);
      });
    }

    for (const [what, changes] of Object.entries({
      "of all fields": {},
      "of the smallest values": { nonce: 0, value: 0n, data: "0x", maxPriorityFeePerGas: 0n, gasLimit: 21_000n },
      "with as much data as an order in a large catalogue takes": { data: `0x${"5e".repeat(20_000)}` },
    })) {
      it(`signs a transaction ${what}`, async () => {
        const wanted = { ...TRANSACTION, ...changes };
        const signed = Transaction.from(await signer.signTransaction(wanted));
        assert.equal(signed.from!.toLowerCase(), signer.address);
        assert.equal(signed.type, 2);
        const { chainId, nonce, to, data, value, gasLimit, maxFeePerGas, maxPriorityFeePerGas } = signed;
        const read = { nonce, data, value, gasLimit, maxFeePerGas, maxPriorityFeePerGas };
        assert.deepEqual({ ...read, chainId: Number(chainId), to: to!.toLowerCase() }, wanted);
      });
    }

    it("signs several things that are asked at once, each for who asked", async () => {
      const asked = [1, 2, 3].map((nonce) => signer.signTransaction({ ...TRANSACTION, nonce }));
      const nonces = (await Promise.all(asked)).map((raw) => Transaction.from(raw).nonce);
      assert.deepEqual(nonces, [1, 2, 3]);
      assert.deepEqual(signer.status().waiting, []);
      assert.equal(signer.status().problem, null);
    });
  });
}
