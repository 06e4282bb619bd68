// Shows the node itself: account, chain, counts, peers.
import type { CurrencyView } from "../../../protocol/api/schemas.ts";
import type { Deployment } from "../../../protocol/deployments.ts";
import type { Address } from "../../../protocol/ids.ts";
import type { BlockHeader, ChainStatus } from "../../core/ports/chain.ts";
import type { HoldingQueries, NodeQueries } from "../../core/ports/commands.ts";
import type { JournalHead, Journals } from "../../core/ports/journals.ts";
import type { Media, Network } from "../../core/ports/network.ts";
import type { ListingReader, OrderReader, ProfileReader, ReviewReader } from "../../core/ports/readers.ts";
import type { SignerStatus } from "../../core/ports/signer.ts";
import { frozenView } from "./frozen.ts";

export function createNodeViews({
  version,
  self,
  deployment,
  network,
  media,
  journals,
  holding,
  chainStatus,
  signerStatus,
  head,
  listings,
  orders,
  profiles,
  reviews,
}: {
  version: string;
  self: Address;
  deployment: Deployment;
  network: Network;
  media: Pick<Media, "downloads">;
  journals: Pick<Journals, "heads" | "frozen" | "voidUpTo">;
  holding: HoldingQueries;
  chainStatus: () => ChainStatus;
  signerStatus: () => SignerStatus;
  /** The newest block that was ingested. */
  head: () => BlockHeader | undefined;
  listings: Pick<ListingReader, "count">;
  orders: Pick<OrderReader, "count">;
  profiles: Pick<ProfileReader, "name">;
  reviews: Pick<ReviewReader, "count">;
}): NodeQueries {
  return {
    status() {
      const chain = chainStatus();
      const block = head();
      return {
        version,
        address: self,
        name: profiles.name(self),
        peerId: network.peerId(),
        multiaddrs: network.addresses(),
        peers: network.peers().length,
        chain: {
          id: deployment.chainId,
          name: deployment.name,
          dev: deployment.dev,
          escrow: deployment.escrow,
          reachable: chain.reachable,
          block: block?.number ?? null,
          time: block ? new Date(block.timestamp * 1_000).toISOString() : null,
          head: chain.head,
          problem: chain.problem,
          endpoints: chain.endpoints.map((one) => ({ ...one })),
          disagreement: chain.disagreement,
        },
        signer: signerStatus(),
        counts: { ...listings.count(), orders: orders.count(), reviews: reviews.count() },
      };
    },
    network: () => ({
      peers: network.peers().map(({ heardAt, ...peer }) => ({
        ...peer,
        name: peer.owner && profiles.name(peer.owner),
        seenAt: new Date(heardAt).toISOString(),
      })),
      journals: journals.heads().map((journal) => ({
        ...journal,
        name: profiles.name(journal.owner),
        frozen: frozenView(journals.frozen(journal.owner)),
        ...heardOf(journal, network.heard(journal.owner)),
      })),
      voidUpTo: journals.voidUpTo(),
      missing: network.missing(),
      downloads: media.downloads(),
      refusals: network.refusals(),
      holding: holding.status(),
      dropped: holding.dropped().map((one) => ({ ...one, name: profiles.name(one.owner) })),
    }),
    currencies: (): CurrencyView[] => deployment.currencies.map((currency) => ({ ...currency })),
  };
}

function heardOf(
  { sequence }: JournalHead,
  heard: ReturnType<Network["heard"]>,
): { lag: number; seenAt: string | null } {
  if (!heard) return { lag: 0, seenAt: null };
  return { lag: Math.max(0, heard.sequence - sequence), seenAt: new Date(heard.at).toISOString() };
}
