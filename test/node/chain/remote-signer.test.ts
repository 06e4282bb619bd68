// An external signer that refuses, is away, or lies: nothing is signed that was not asked, and who asks is told why.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { setTimeout } from "node:timers/promises";
import { N, Signature, Transaction, Wallet, decodeRlp, encodeRlp, getBytes, hexlify } from "ethers";
import { createRemoteSigner } from "../../../node/chain/remote-signer.ts";
import type { SoukError } from "../../../node/core/errors.ts";
import type { Address } from "../../../protocol/ids.ts";
import { type Decision, type ExternalSigner, altered, startExternalSigner } from "../../support/external-signer.ts";
import { TRANSACTION, WORDS } from "../../ports/signer-suite.ts";

describe("an external signer", () => {
  let device: ExternalSigner;
  const stranger = Wallet.createRandom();
  const stopping = new AbortController();
  before(async () => void (device = await startExternalSigner()));
  after(() => device.stop());
  afterEach(() => {
    device.decide = () => "sign";
    device.shown.length = 0;
  });

  const open = (changes: Partial<Parameters<typeof createRemoteSigner>[0]> = {}) =>
    createRemoteSigner({ url: device.url, address: device.address, stopping: stopping.signal, ...changes });
  const release = () => WORDS.Release!(device.address);
  const fails = (work: Promise<unknown>, code: string, message: RegExp, retryable = false) =>
    assert.rejects(work, (error: SoukError) => {
      assert.deepEqual([error.code, error.retryable], [code, retryable]);
      assert.match(error.message, message);
      return true;
    });

  describe("asked for typed data", () => {
    const answers = (answer: unknown) => {
      device.decide = () => ({ answer });
      return open().signTypedData(release());
    };

    it("may say no: as EIP-1193 says it, as clef does, and in words that cannot touch a terminal", async () => {
      device.decide = () => "refuse";
      await fails(open().signTypedData(release()), "signer.refused", /did not sign the Release: User rejected/);
      device.decide = () => ({ code: -32_000, message: "Request denied\u001b[2J\u202e" });
      await fails(open().signTypedData(release()), "signer.refused", /Request denied \[2J ;/);
      assert.equal(open().status().problem, null);
    });

    it("is not believed with a signature of another key, or of other words", async () => {
      const { domain, fields, message } = release();
      const types = { Release: fields.map(([name, type]) => ({ name, type })) };
      await fails(answers(await stranger.signTypedData(domain, types, message)), "signer.wrong", /not by 0x/);
      const key = new Wallet(device.privateKey);
      const other = { ...message, rating: 5 };
      await fails(answers(await key.signTypedData(domain, types, other)), "signer.wrong", /not by 0x/);
      const elsewhere = { ...domain, chainId: 1 };
      await fails(answers(await key.signTypedData(elsewhere, types, message)), "signer.wrong", /not by 0x/);
    });

    it("is not believed with a high s, another v, another length, or no signature at all", async () => {
      const data = release();
      device.decide = () => "sign";
      const good = Signature.from(await open().signTypedData(data));
      const s = (N - BigInt(good.s)).toString(16).padStart(64, "0");
      const flipped = `${good.r}${s}${good.v === 27 ? "1c" : "1b"}`;
      for (const answer of [
        flipped,
        `${good.serialized.slice(0, -2)}0${good.yParity}`,
        good.compactSerialized,
        `${good.serialized}00`,
        "0x",
        null,
        42,
        { signature: good.serialized },
      ]) {
        device.decide = () => ({ answer });
        await fails(open().signTypedData(data), "signer.wrong", /by (nobody|0x)/);
      }
    });
  });

  describe("asked for a transaction", () => {
    const lies = async (changes: object) => {
      device.decide = async (shown) => ({ answer: await altered(device, shown, changes) });
      return open().signTransaction(TRANSACTION);
    };

    for (const [field, changes] of Object.entries({
      to: { to: `0x${"0c".repeat(20)}` },
      value: { value: TRANSACTION.value + 1n },
      data: { data: `${TRANSACTION.data}00` },
      nonce: { nonce: TRANSACTION.nonce + 1 },
      gasLimit: { gasLimit: TRANSACTION.gasLimit + 1n },
      maxFeePerGas: { maxFeePerGas: TRANSACTION.maxFeePerGas * 2n },
      maxPriorityFeePerGas: { maxPriorityFeePerGas: 2n },
      chainId: { chainId: 1 },
      accessList: { accessList: [{ address: `0x${"0c".repeat(20)}`, storageKeys: [] }] },
      type: { type: 0, gasPrice: 1n, maxFeePerGas: null, maxPriorityFeePerGas: null },
    })) {
      it(`is not believed with another ${field}`, () =>
        fails(lies(changes), "signer.wrong", new RegExp(`another transaction than was asked \\(.*${field}`)));
    }

    it("is not believed with another key's, a high s, or bytes beside it", async () => {
      const wanted = Transaction.from({ type: 2, ...TRANSACTION });
      device.decide = async () => ({ answer: await stranger.signTransaction(wanted) });
      await fails(open().signTransaction(TRANSACTION), "signer.wrong", /not of 0x/);
      const good = Transaction.from(await new Wallet(device.privateKey).signTransaction(wanted));
      const { r, s, v } = good.signature!;
      // ethers makes no such signature: it is put into the bytes.
      const high = (N - BigInt(s)).toString(16).padStart(64, "0");
      const flipped = good.serialized
        .replace(s.slice(2), high)
        .replace(new RegExp(`${v === 27 ? "80" : "01"}(?=a0${r.slice(2)})`), v === 27 ? "01" : "80");
      const fields = decodeRlp(`0x${good.serialized.slice(4)}`) as string[];
      const padded = `0x02${encodeRlp(fields.with(1, "0x0007")).slice(2)}`;
      for (const answer of [flipped, padded, `${good.serialized}00`, wanted.unsignedSerialized, "0x02c0", null, []]) {
        device.decide = () => ({ answer });
        await fails(open().signTransaction(TRANSACTION), "signer.wrong", /the signer returned/);
      }
    });

    it("may put it beside a parsed copy, as geth and clef do, or write it in capitals", async () => {
      const raw = await open().signTransaction(TRANSACTION);
      device.decide = () => ({ answer: { raw, tx: { hash: "0x" } } });
      assert.equal(await open().signTransaction(TRANSACTION), raw);
      device.decide = () => ({ answer: `0x${hexlify(getBytes(raw)).slice(2).toUpperCase()}` });
      assert.equal(await open().signTransaction(TRANSACTION), raw);
    });
  });

  it("that is away, cuts the line, answers late or far too much can be tried again, and the node says so", async () => {
    const signer = open();
    await device.stop();
    await fails(signer.signTypedData(release()), "signer.unreachable", /start it, or confirm there/, true);
    assert.match(signer.status().problem!, /no usable answer/);
    await device.start();
    device.decide = () => "cut";
    await fails(signer.signTypedData(release()), "signer.unreachable", /no usable answer/, true);
    device.decide = () => ({ answer: "0".repeat(3 * 1024 * 1024) });
    await fails(signer.signTypedData(release()), "signer.unreachable", /larger than/, true);
    device.decide = () => new Promise<never>(() => {});
    await fails(open({ askMs: 50 }).signTypedData(release()), "signer.unreachable", /timeout/, true);
    device.decide = () => "sign";
    await signer.signTypedData(release());
    assert.equal(signer.status().problem, null);
  });

  it("is asked one thing at a time", async () => {
    const signer = open();
    let [shown, most] = [0, 0];
    device.decide = async (): Promise<Decision> => {
      most = Math.max(most, ++shown);
      await setTimeout(20); // long enough for another question to arrive
      shown--;
      return "sign";
    };
    await Promise.all([1, 2, 3].map((nonce) => signer.signTransaction({ ...TRANSACTION, nonce })));
    assert.deepEqual([device.shown.length, most], [3, 1]);
  });

  it("shows by name what waits for it, all of which ends when the node stops", async () => {
    const ending = new AbortController();
    const signer = open({ stopping: ending.signal });
    device.decide = () => new Promise<never>(() => {});
    const asked = [signer.signTypedData(release()), signer.signTransaction(TRANSACTION)];
    await device.showed("Release");
    assert.deepEqual(
      signer.status().waiting.map(({ what }) => what),
      ["Release", "Transaction"],
    );
    ending.abort();
    for (const one of asked) await fails(one, "signer.unreachable", /not waited for/, true);
    assert.deepEqual(signer.status().waiting, []);
  });

  it("is asked at the start whether it holds the account, and may keep that to itself", async () => {
    await open().check();
    const other = stranger.address.toLowerCase() as Address;
    await fails(open({ address: other }).check(), "signer.wrong", /does not hold 0x/);
    await device.stop();
    const away = open();
    await away.check();
    assert.match(away.status().problem!, /no usable answer to eth_accounts/);
    await device.start();
  });

  it("shows of its URL the host alone, which may be all that is no secret", async () => {
    const signer = open({ url: `${device.url}secret-path?key=secret` });
    assert.equal(signer.status().endpoint, new URL(device.url).host);
    await device.stop();
    await assert.rejects(signer.signTypedData(release()), (error: SoukError) => !/secret/.test(error.message));
    await device.start();
  });
});
