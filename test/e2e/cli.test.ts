// The command line as its user meets it: a purchase by commands alone, and what it says when something is wrong.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { isDeepStrictEqual, promisify } from "node:util";
import { parseUnits } from "ethers";
import type { OrderDetail } from "../../protocol/api/order-schemas.ts";
import type { ListingDetail, Operation, Problem } from "../../protocol/api/schemas.ts";
import type { Address, Hex32 } from "../../protocol/ids.ts";
import { type DevChain, startDevChain } from "../../scripts/devchain.ts";
import { type NodeProcess, startNode } from "../../scripts/network/node-process.ts";
import { until } from "../../scripts/network/network.ts";
import { temporaryFolder } from "../support/folder.ts";
import { SOUK, souk, soukHere, startSouk, wordsOf } from "../support/souk.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const folders: (() => void)[] = [];
const folder = () => temporaryFolder({ after: (clean) => folders.push(clean as () => void) });
const data = { seller: folder(), buyer: folder() };
let chain: DevChain;
let seller: NodeProcess;
let buyer: NodeProcess;

before(async () => {
  chain = await startDevChain();
  seller = await startNode({ name: "seller", directory: data.seller, rpc: chain.url });
  buyer = await startNode({ name: "buyer", directory: data.buyer, rpc: chain.url, join: seller.multiaddrs });
  for (const { address, client } of [seller, buyer]) {
    await until(async () => (await client.node()).chain.block !== null, "the chain");
    await chain.fund(address as Address, { coin: parseUnits("5", 18), tUSD: parseUnits("500", 6) });
  }
});

after(async () => {
  await Promise.all([seller?.stop(), buyer?.stop()]);
  await chain?.stop();
  for (const clean of folders) clean();
});

/** @param line as a shell would have it. @returns what it printed on stdout; progress and hints are on stderr */
async function as(role: keyof typeof data, line: string): Promise<string> {
  const words = wordsOf(line);
  const { code, stdout, stderr } = await souk(words, { data: data[role] });
  assert.equal(code, 0, `souk ${words.join(" ")}\n${stdout}${stderr}`);
  return stdout;
}
const jsonAs = async <T>(role: keyof typeof data, line: string): Promise<T> =>
  JSON.parse(await as(role, `${line} --json`)) as T;

describe("a purchase by commands alone", () => {
  let listing: ListingDetail;
  let order: string;

  test("the seller publishes, and the buyer finds it", async () => {
    const published = await as(
      "seller",
      'listings publish --title "Oak stool" --category home/furniture --tags oak,stool --currency tUSD --ships-from PT ' +
        "--shipping title=Parcel,first=7.50,further=0,to=PT+GB --variants price=62.50,stock=3",
    );
    assert.match(published, /^publishListing\s+done$/m);
    const reference = /souk listings show (\S+)$/m.exec(published)![1]!;
    await until(async () => (await buyer.client.node()).counts.listings === 1, "the stool");
    assert.match(await as("buyer", "listings search --text oak"), /62\.50 tUSD {2}home\/furniture/);
    listing = await jsonAs("buyer", `listings show ${reference}`);
    assert.equal(`${listing.seller}/${listing.id}`, reference);
  });

  test("a listing as the table shortens it is found again", async () => {
    await as("seller", 'profiles publish "Oak & Co"');
    await until(async () => (await buyer.client.profiles()).length === 1, "the profile");
    const short = /^(0x\S+…\S+\/oak-stool)/m.exec(await as("buyer", "listings search oak"))![1]!;
    assert.match(await as("buyer", `listings show ${short}`), new RegExp(`seller\\s+Oak & Co \\(0x`));
  });

  test("the buyer pays, the seller ships, the buyer confirms, everyone reads the review", async () => {
    const { seller: who, id, cid } = listing;
    const operation = await jsonAs<Operation>(
      "buyer",
      `orders buy ${who}/${id} --variant v1 --units 2 --cid ${cid} --delivery-name "Ines Okafor" ` +
        '--delivery-street "17 Lantern Yard" --delivery-city Bristol --delivery-country GB',
    );
    assert.equal(operation.status, "done");
    order = operation.subject;
    const seen = async ({ client }: NodeProcess) => client.order({ params: { order: order as Hex32 } });
    await until(async () => (await seen(seller).catch(() => undefined))?.delivery.state === "received", "the address");
    assert.match(await as("seller", `orders show ${order}`), /address\s+Ines Okafor, 17 Lantern Yard, Bristol, GB/);
    const short = `${order.slice(0, 10)}…`;
    assert.match(await as("seller", "orders list"), new RegExp(`^${short} {2}funded {2}seller`, "m"));
    await as("seller", `orders ship ${short} --tracking "DHL 4411"`);
    await until(async () => (await seen(buyer)).tracking !== null, "the tracking");
    assert.match(await as("buyer", `orders show ${order}`), /tracking\s+DHL 4411/);
    const review = '--review-rating 4 --review-title Sturdy --review-text "A little low."';
    assert.match(await as("buyer", `orders confirm ${order} ${review}`), /^confirm\s+done$/m);
    const shown = await jsonAs<OrderDetail>("seller", `orders show ${order}`);
    assert.deepEqual([shown.status, shown.payout!.seller], ["released", "132500000"]);
    await until(async () => (await seller.client.reviews()).items[0]?.text != null, "the review");
    assert.match(await as("seller", "reviews list --seller me"), /4 of 5 {2}Sturdy: A little low\./);
    assert.match(await as("seller", "balances"), /632\.50 tUSD/);
  });

  test("--json is exactly what the API answers, --all is every page as lines", async () => {
    const answer = async () => {
      const headers = { authorization: `Bearer ${buyer.token}` };
      return (await fetch(`${buyer.url}/api/v1/orders/${order}`, { headers })).json();
    };
    // Peers may just now tell that they hold the review's text.
    for (let last = await answer(), isQuiet = false; !isQuiet;) {
      const shown = await jsonAs("buyer", `orders show ${order}`);
      const next = await answer();
      isQuiet = isDeepStrictEqual(last, next);
      if (isQuiet) assert.deepEqual(shown, next);
      last = next;
    }
    const first = await souk(["operations", "list", "--limit", "1"], { data: data.seller });
    const next = /--cursor (\S+), or --all/.exec(first.stderr)![1]!;
    const { items } = await jsonAs<{ items: Operation[] }>("seller", "operations list");
    const second = await jsonAs<{ items: Operation[] }>("seller", `operations list --limit 1 --cursor ${next}`);
    assert.equal(second.items[0]!.id, items[1]!.id);
    const lines = (await as("seller", "operations list --all --limit 1 --json")).trim().split("\n");
    assert.deepEqual(
      lines.map((line) => (JSON.parse(line) as Operation).id),
      items.map(({ id }) => id),
    );
  });
});

describe("waiting", () => {
  test("--no-wait prints the id alone, and operations wait takes it", async () => {
    const id = await as("seller", 'profiles publish "Oak & Sons" --no-wait');
    assert.match(id, /^[0-9a-f-]{36}\n$/);
    assert.match(await as("seller", `operations wait ${id}`), /^publishProfile\s+done$/m);
  });

  test("Ctrl-C says that the operation goes on, and it does", async () => {
    await chain.request("evm_setAutomine", [false]);
    const locking = startSouk(["bond", "lock", "0.25"], { data: data.buyer });
    await locking.said(/lockBond: sent as transaction 0x/);
    locking.child.kill("SIGINT");
    const { code, stdout, stderr } = await locking.ended;
    assert.deepEqual([code, stdout], [130, ""]);
    const [, id] = /goes on in the node\. Look at it: souk operations wait (\S+)/.exec(stderr)!;
    const late = await souk(["operations", "wait", id!, "--timeout", "1"], { data: data.buyer });
    assert.equal(late.code, 1);
    assert.match(late.stderr, /still pending after 1 seconds/);
    await chain.request("evm_setAutomine", [true]);
    await chain.request("evm_mine");
    assert.match(await as("buyer", `operations wait ${id}`), /^lockBond\s+done$/m);
  });
});

describe("bytes and streams", () => {
  test("a picture comes in through standard input and goes out through standard output", async () => {
    const png = Buffer.from(
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M/wHwAEBgIApD5fRAAAAABJRU5ErkJggg==",
      "base64",
    );
    const added = await souk(["pictures", "add", "-", "--json"], { data: data.seller, stdin: png });
    assert.equal(added.code, 0, added.stderr);
    const picture = JSON.parse(added.stdout) as { cid: string };
    const file = path.join(folder(), "picture.json");
    writeFileSync(file, added.stdout);
    await as("seller", `profiles publish "Oak & Sons" --picture @${file}`);
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [SOUK, "pictures", "get", picture.cid, "--data", data.seller],
      { encoding: "buffer" },
    );
    assert.deepEqual(new Uint8Array(stdout), await seller.client.picture({ params: { cid: picture.cid } }));
  });

  test("events resume where they were left", async () => {
    const first = startSouk(["events", "--json"], { data: data.seller });
    await first.said(/following events/);
    await as("seller", 'profiles publish "Oak & Daughters"');
    const { id } = JSON.parse(await first.said(/^\{.*"profile\.updated".*Oak & Daughters.*$/m)) as { id: string };
    await first.said(/"operation\.changed".*"done"/);
    first.child.kill("SIGINT");
    const { code, stdout } = await first.ended;
    assert.equal(code, 0);
    const rest = startSouk(["events", "--json", "--after", id], { data: data.seller });
    await rest.said(/"operation\.changed".*"done"/);
    rest.child.kill("SIGINT");
    const [, ...others] = stdout.trim().split("\n");
    assert.deepEqual((await rest.ended).stdout.trim().split("\n"), others, "the same events, but for the first one");
  });

  test("bash completes nouns, verbs and values by asking souk", async () => {
    const complete = async (...words: string[]) => {
      const script = `souk() { "${process.execPath}" "${SOUK}" "$@"; }
        source <(souk completion bash); COMP_WORDS=(souk ${words.map((word) => `'${word}'`).join(" ")})
        COMP_CWORD=${words.length}; _souk souk; printf '%s\\n' "\${COMPREPLY[@]}"`;
      return (await promisify(execFile)("bash", ["-c", script])).stdout.trim().split("\n");
    };
    assert.deepEqual(await complete("orders", "sh"), ["ship", "show"]);
    assert.deepEqual(await complete("listings", "search", "--sort", "price"), ["price-low", "price-high"]);
  });

  test("npm run souk starts it", async () => {
    const { stdout } = await promisify(execFile)(
      "npm",
      ["run", "--silent", "souk", "--", "node", "--json", "--data", data.seller],
      {
        cwd: ROOT,
      },
    );
    assert.equal((JSON.parse(stdout) as { address: string }).address, seller.address);
  });
});

describe("what goes wrong", () => {
  test("what cannot be meant is told with what could be, and nothing is asked of the node", async () => {
    const cases: [string[], RegExp][] = [
      [["lisitngs"], /no command "lisitngs"; did you mean listings\?/],
      [["listings", "find"], /souk listings has no "find"\. There are: count, old-offers, publish,/],
      [["listings", "search", "--txt", "x"], /no --txt; did you mean --text\?/],
      [["listings", "search", "--sort", "cheap"], /--sort takes one of relevance, newest, price-low, price-high/],
      [["listings", "publish", "--title", "Oak"], /--category is needed\n--currency is needed/],
    ];
    for (const [index, [words, expected]] of cases.entries()) {
      const { code, stdout, stderr } = await (index === 0 ? souk : soukHere)(words, { data: data.seller });
      assert.deepEqual([code, stdout], [2, ""], words.join(" "));
      assert.match(stderr, expected);
    }
  });

  test("a refusal names code, field, option and what to do; with --json it is the problem itself", async () => {
    const draft = path.join(folder(), "draft.json");
    const variants = [{ price: "cheap" }];
    writeFileSync(
      draft,
      JSON.stringify({ title: "Stool", category: "home", currency: "tUSD", shipsFrom: "PT", variants }),
    );
    const words = ["listings", "publish", "--file", draft];
    const told = await souk(words, { data: data.seller });
    assert.deepEqual([told.code, told.stdout], [1, ""]);
    assert.match(told.stderr, /12\.50/);
    assert.match(told.stderr, /^code +money\.malformed$/m);
    assert.match(told.stderr, /^field +variants\.0\.price \(--variants\)$/m);
    assert.match(told.stderr, /^what to do +see souk listings publish --help$/m);
    const json = await soukHere([...words, "--json"], { data: data.seller });
    assert.deepEqual([json.code, json.stdout], [1, ""]);
    assert.equal((JSON.parse(json.stderr) as Problem).code, "money.malformed");
    const unknown = await soukHere(["orders", "show", `0x${"ab".repeat(32)}`], { data: data.seller });
    assert.match(unknown.stderr, /^what to do +souk orders list shows your orders$/m);
  });

  test("a wrong token", async () => {
    const token = path.join(folder(), "token");
    writeFileSync(token, "f".repeat(64));
    const { code, stderr } = await souk(["node", "--token-file", token], { data: data.seller });
    assert.equal(code, 1);
    assert.match(stderr, /auth\.wrong/);
    assert.match(stderr, /what to do +check --data, --token-file or SOUK_TOKEN/);
  });

  test("no node: none was ever there, or it has stopped", async () => {
    const never = await souk(["node"], { data: folder() });
    assert.equal(never.code, 3);
    assert.match(never.stderr, /no node has run in .*--data <folder>/);
    await chain.request("evm_setAutomine", [false]);
    const locking = startSouk(["bond", "lock", "0.1"], { data: data.buyer });
    await locking.said(/lockBond: sent as transaction 0x/);
    await buyer.stop();
    const left = await locking.ended;
    assert.equal(left.code, 3);
    assert.match(
      left.stderr,
      /lockBond is stored there and goes on when the node runs again\. .*souk operations wait /,
    );
    for (const words of [["node"], ["events"], ["bond", "lock", "0.1"]]) {
      const { code, stderr } = await souk(words, { data: data.buyer });
      assert.equal(code, 3, words.join(" "));
      assert.match(stderr, /does not answer: is it running\?/);
    }
  });
});
