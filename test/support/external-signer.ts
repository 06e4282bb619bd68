// An external signer: the stand-in of a hardware wallet's bridge, over JSON-RPC. It shows a person what it is asked, and does what they decide.
import { type IncomingMessage, type Server, type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Wallet } from "ethers";
import { DEV_CHAIN_ID } from "../../protocol/deployments.ts";
import type { Address } from "../../protocol/ids.ts";
import { TUSD, DOMAIN as SOUK } from "./chain-parties.ts";

/** What a person reads on the device. */
export interface Shown {
  /** The primary type, or `Transaction`. */
  what: string;
  words: Record<string, any>;
}

/** `cut` closes the connection; a string with a code is a JSON-RPC error; anything else of an object is answered as it is. */
export type Decision = "sign" | "refuse" | "cut" | { code: number; message: string } | { answer: unknown };

export interface ExternalSigner {
  url: string;
  address: Address;
  privateKey: string;
  shown: Shown[];
  /** What the person does; signs at once by default. */
  decide: (shown: Shown) => Decision | Promise<Decision>;
  /** Resolves once so many of a kind were shown. */
  showed(what: string, count?: number): Promise<Shown>;
  /** Gone, as a process that ended; comes back at the same port. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** What the device knows of Souk and its tokens: anything else it does not show, and does not sign. */
const TYPES: Record<string, string> = {
  Certificate:
    "address owner,bytes journalKey,string identity,bytes32 encryptionKey,uint32 epoch,uint64 fromSequence,bytes32 base,uint40 issuedAt,uint40 expiresAt",
  Catalogue: "address seller,uint64 sequence,bytes32 offersRoot,bytes32 contentDigest",
  Release: "bytes32 orderId,bytes32 review,uint8 rating,uint40 deadline",
  Settlement: "bytes32 orderId,uint16 buyerBps,uint40 deadline",
  Envelope: "address author,address recipient,uint32 version,bytes32 payload",
  Permit: "address owner,address spender,uint256 value,uint256 nonce,uint256 deadline",
};
const DOMAIN_TYPE = "string name,string version,uint256 chainId,address verifyingContract";

const SHOWN_MS = 20_000;
const REFUSED = { code: 4001, message: "User rejected the request." };

export async function startExternalSigner(
  wallet: { privateKey: string } = Wallet.createRandom(),
): Promise<ExternalSigner> {
  const key = new Wallet(wallet.privateKey);
  const self = key.address.toLowerCase() as Address;
  const listeners = new Set<() => void>();
  let server: Server | undefined;
  let port = 0;

  async function answer(method: string, params: any[]): Promise<unknown> {
    if (method === "eth_accounts") return [key.address];
    const [request, sign] = asked(method, params);
    signer.shown.push(request);
    for (const listener of listeners) listener();
    const decision = await signer.decide(request);
    if (decision === "sign") return sign();
    if (decision === "refuse") throw REFUSED;
    if (typeof decision === "object" && "answer" in decision) return decision.answer;
    throw decision;
  }

  function asked(method: string, params: any[]): [Shown, () => Promise<unknown>] {
    if (method === "eth_signTypedData_v4") {
      const [from, data] = params;
      checkFrom(from);
      const { domain, types, primaryType, message } = data;
      checkTypedData(data);
      const { EIP712Domain: _, ...structs } = types;
      return [{ what: primaryType, words: message }, () => key.signTypedData(domain, structs, message)];
    }
    if (method === "eth_signTransaction") {
      const { from, gas, type, ...rest } = params[0];
      checkFrom(from);
      if (type !== "0x2" || Number(rest.chainId) !== DEV_CHAIN_ID) throw fault("not a transaction of this chain");
      const fields = { ...rest, nonce: Number(rest.nonce), type: 2, gasLimit: gas };
      return [{ what: "Transaction", words: fields }, () => key.signTransaction(fields)];
    }
    throw { code: -32_601, message: `the method ${method} does not exist` };
  }

  function checkFrom(from: unknown): void {
    if (String(from).toLowerCase() !== self) throw fault(`the account ${String(from)} is not here`);
  }

  const signer: ExternalSigner = {
    url: "",
    address: self,
    privateKey: key.privateKey,
    shown: [],
    decide: () => "sign",
    showed(what, count = 1) {
      return new Promise((resolve, reject) => {
        const shown = () => signer.shown.filter((one) => one.what === what);
        const timer = setTimeout(() => {
          listeners.delete(look);
          reject(new Error(`${shown().length} of ${count} questions for a ${what} after ${SHOWN_MS} ms`));
        }, SHOWN_MS);
        const look = () => {
          const one = shown()[count - 1];
          if (!one) return;
          clearTimeout(timer);
          listeners.delete(look);
          resolve(one);
        };
        listeners.add(look);
        look();
      });
    },
    async start() {
      const started = (server = createServer((request, response) => void respond(request, response, answer)));
      await new Promise<void>((resolve) => started.listen(port, "127.0.0.1", resolve));
      port = (started.address() as AddressInfo).port;
      signer.url = `http://127.0.0.1:${port}/`;
    },
    stop: () =>
      new Promise((resolve) => {
        if (!server) return resolve();
        server.close(() => resolve());
        server.closeAllConnections();
        server = undefined;
      }),
  };
  await signer.start();
  return signer;
}

/** As a device that shows what it signs: the domain of Souk or of a token it knows, the types of both, nothing beside them. */
function checkTypedData({ domain, types, primaryType, message }: any): void {
  const text = (fields: { name: string; type: string }[]) =>
    fields.map(({ name, type }) => `${type} ${name}`).join(",");
  const names = Object.keys(types).toSorted();
  if (names.join() !== ["EIP712Domain", primaryType].toSorted().join()) throw fault("other types than the primary one");
  if (text(types.EIP712Domain) !== DOMAIN_TYPE) throw fault("an unknown type of domain");
  if (TYPES[primaryType] !== text(types[primaryType])) throw fault(`an unknown ${primaryType}`);
  const [name, contract] = primaryType === "Permit" ? ["Test Dollar", TUSD] : ["Souk Escrow", SOUK.escrow];
  if (domain.name !== name || domain.verifyingContract !== contract || domain.chainId !== DEV_CHAIN_ID) {
    throw fault(`a ${primaryType} of the domain ${JSON.stringify(domain)}`);
  }
  const fields = types[primaryType].map((field: { name: string }) => field.name);
  if (Object.keys(message).toSorted().join() !== fields.toSorted().join()) throw fault("more or less than its fields");
}

const fault = (message: string) => ({ code: -32_602, message });

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  answer: (method: string, params: any[]) => Promise<unknown>,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const { id, method, params } = JSON.parse(Buffer.concat(chunks).toString());
  const reply = (body: object) =>
    response
      .writeHead(200, { "content-type": "application/json" })
      .end(JSON.stringify({ jsonrpc: "2.0", id, ...body }));
  try {
    reply({ result: await answer(method, params) });
  } catch (error) {
    if (error === "cut") response.destroy();
    else reply({ error: typeof (error as any).code === "number" ? error : { code: -32_603, message: String(error) } });
  }
}

/** The same transaction with something changed, signed by the same key. */
export async function altered(signer: ExternalSigner, shown: Shown, changes: object): Promise<string> {
  const fields = { ...shown.words, ...changes };
  return new Wallet(signer.privateKey).signTransaction(fields);
}
