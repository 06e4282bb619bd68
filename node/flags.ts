// The flags of a node: their names, and what they are for.
import { parseArgs } from "node:util";
import { DEV_CHAIN_ID } from "../protocol/deployments.ts";
import { SoukError } from "./core/errors.ts";

export const USAGE = `souk node: one participant of the market

  npm run node -- --data <folder> --rpc <url> [--join <multiaddr>]

  --data <folder>            keys, journals and read model            (default ~/.souk)
  --account <name>           another account beside the first: a folder of its own in the data folder
  --signer <url>             the account's key is not here: ask a signer by JSON-RPC, by https or on this machine
                             (docs/deployment.md); with --account 0x… the first time
  --rpc <url>[,<url>]        an Ethereum JSON-RPC; with two, only what both say is believed
                             (default http://127.0.0.1:8545)
  --chain <id>               chain id                                    (default ${DEV_CHAIN_ID}, the dev chain)
  --max-fee <gwei>           pay at most this for a unit of gas            (default 500)
  --rates none|chain|<file>  exchange rates to show prices by: none, price feeds on the chain, or a list
                             (docs/deployment.md; default none, on the dev chain its test feeds)
  --join <multiaddr>         a peer to connect to; may be repeated
                             (or "join": […] in souk.json of the data folder)
  --listen <multiaddr>       where peers reach this node; may be repeated, also /ip4/…/tcp/…/ws
                             (default: all addresses, IPv4 and IPv6, a free port, kept)
  --local                    only on this machine: listen on 127.0.0.1 alone
  --announce <multiaddr>     leads here besides, such as a forwarded port; may be repeated
  --relay                    be a hub: relay for peers that cannot be dialled, within limits (docs/replication.md)
  --hold all|followed        whose journals to keep: whatever peers name, within the quota (default, kept),
                             or only followed ones and parties of own orders and listings
  --quota <size>             disk space for journals and pictures, such as 500MB        (default 2GB, kept)
  --keep-addresses <days>    after an order is closed, until its delivery address is erased here
                             (default: as long as its buyer had to inspect, kept)
  --no-mdns                  do not look for peers on the local network
  --upload-limit <kB/s>      for files, to all peers together; 0 is none (default: none, kept)
  --port <number>            of the page and API on 127.0.0.1            (default: a free port, kept)
  --passphrase-file <file>   instead of being asked
  --log <level>              silent, error, warn, info, debug            (default warn)
  --help
`;

/** @throws SoukError `node.config` for a flag that is not one */
export function parseFlags(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        data: { type: "string" },
        account: { type: "string" },
        signer: { type: "string" },
        rpc: { type: "string", multiple: true },
        chain: { type: "string" },
        "max-fee": { type: "string" },
        rates: { type: "string" },
        join: { type: "string", multiple: true },
        listen: { type: "string", multiple: true },
        local: { type: "boolean" },
        announce: { type: "string", multiple: true },
        relay: { type: "boolean" },
        hold: { type: "string" },
        quota: { type: "string" },
        "keep-addresses": { type: "string" },
        "no-mdns": { type: "boolean" },
        "upload-limit": { type: "string" },
        port: { type: "string" },
        "passphrase-file": { type: "string" },
        log: { type: "string" },
        help: { type: "boolean" },
      },
    }).values;
  } catch (cause) {
    throw new SoukError("node.config", `${(cause as Error).message}\n\n${USAGE}`, { cause });
  }
}
