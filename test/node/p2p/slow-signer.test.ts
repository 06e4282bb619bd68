// A node whose account is asked elsewhere: it runs before the account has signed its certificate, and writes nothing without one.
import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { setImmediate } from "node:timers/promises";
import { SoukError } from "../../../node/core/errors.ts";
import type { Signer } from "../../../node/core/ports/signer.ts";
import { blockRecord, createAccount, createNursery, eventually } from "../../support/p2p-node.ts";

const refused = () => new SoukError("signer.refused", "no");
const away = () => new SoukError("signer.unreachable", "away", { retryable: true });

describe("a node whose account is asked elsewhere", () => {
  const nursery = createNursery();
  after(nursery.end);

  /** Signs for a seed once the test lets it. */
  function person(seed: string) {
    const { signer } = createAccount(seed);
    const asked = new EventEmitter();
    const questions: { sign(): void; fail(error: SoukError): void }[] = [];
    const slow: Pick<Signer, "signTypedData"> = {
      signTypedData: (data) =>
        new Promise((resolve, reject) => {
          questions.push({ sign: () => resolve(signer.signTypedData(data)), fail: reject });
          asked.emit("question");
        }),
    };
    return {
      signer: slow,
      questions,
      asked: (count: number) => (questions.length >= count ? undefined : once(asked, "question")),
    };
  }

  it("starts without a certificate, and what is published waits until somebody has signed it", async () => {
    const { signer, questions } = person("slow");
    const node = await nursery.start("slow", { signer });
    assert.equal(node.journals.certificate(node.account.address), undefined);
    let isWritten = false;
    const writing = node.journals.append([blockRecord(1)]).then(() => (isWritten = true));
    await setImmediate();
    assert.equal(isWritten, false);
    questions[0]!.sign();
    await writing;
    assert.equal(questions.length, 1, "asked once for both");
    assert.equal(node.journals.certificate(node.account.address)!.epoch, 1);
  });

  it("publishes nothing where somebody refuses, and asks again at the next write", async () => {
    const { signer, questions, asked } = person("careful");
    const node = await nursery.start("careful", { signer });
    questions[0]!.fail(refused());
    const writing = node.journals.append([blockRecord(1)]);
    await asked(2);
    questions[1]!.fail(refused());
    await assert.rejects(writing, { code: "signer.refused" });
    assert.equal(node.journals.head(node.account.address), undefined);
    const again = node.journals.append([blockRecord(1)]);
    await asked(3);
    questions[2]!.sign();
    assert.equal((await again).sequence, 1);
  });

  it("asks again by itself while the signer is away, so that others can write to it", async () => {
    const { signer, questions, asked } = person("patient");
    const node = await nursery.start("patient", { signer, certifyMs: 20 });
    const reader = await nursery.start("reader", { join: [node.address()], antiEntropyMs: 100 });
    questions[0]!.fail(away());
    await asked(2);
    questions[1]!.sign();
    await eventually(
      "the certificate at the reader",
      () => reader.journals.certificate(node.account.address) !== undefined,
    );
  });

  it("has what it said before again, where only own.db is left and the certificate comes late", async () => {
    const directory = nursery.folder();
    const first = await nursery.start("restored", { directory });
    await first.journals.append([blockRecord(1)]);
    await nursery.stop(first);
    for (const name of ["blocks.db", "blocks.db-wal", "blocks.db-shm"]) rmSync(join(directory, name), { force: true });
    const { signer, questions } = person("restored");
    const node = await nursery.start("restored", { directory, signer });
    assert.equal(node.journals.head(node.account.address), undefined);
    const writing = node.journals.append([blockRecord(1)]);
    for (let turn = 0; turn < 3; turn++) await setImmediate(); // the writer has begun
    questions[0]!.sign();
    assert.equal((await writing).sequence, 2);
  });
});
