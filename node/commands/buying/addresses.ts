// Commands on the user's address book. Addresses lie on the disk sealed to this node and are told to a seller only when something is bought.
import { decodeBlock, encodeBlock } from "../../../protocol/block.ts";
import { type DeliveryAddress, deliveryAddress } from "../../../protocol/message.ts";
import { tidy } from "../../../protocol/text.ts";
import { AtOnce } from "../../core/at-once.ts";
import { SoukError } from "../../core/errors.ts";
import type { AddressCommands } from "../../core/ports/commands.ts";
import type { AddressTable, Sealing } from "../../core/ports/own.ts";
import { exactly } from "../typed.ts";

const MAX_ADDRESSES = 100;
/** Binds what is sealed to its place in the book. */
const infoOf = (id: string): string => `souk/address/${id}`;

export function createAddressCommands({
  addresses,
  sealing,
}: {
  addresses: AddressTable;
  sealing: Sealing;
}): AddressCommands {
  async function open(id: string, sealed: Parameters<Sealing["open"]>[1]): Promise<DeliveryAddress> {
    return deliveryAddress.parse(decodeBlock(await sealing.open(infoOf(id), sealed)));
  }

  const unknown = (id: string, field?: string) =>
    new SoukError("address.unknown", `There is no address "${id}" in your book`, { field, subject: id });

  async function get(id: string): Promise<DeliveryAddress> {
    const sealed = addresses.get(id);
    if (sealed) return open(id, sealed);
    throw unknown(id, "addressId");
  }

  return {
    list: () => Promise.all(addresses.list().map(async ({ id, sealed }) => ({ id, address: await open(id, sealed) }))),
    async put(id, draft) {
      if (!addresses.get(id) && addresses.list().length >= MAX_ADDRESSES) {
        throw new SoukError("input.invalid", `id: a book holds at most ${MAX_ADDRESSES}, remove one first`, {
          field: "id",
        });
      }
      const tidied = Object.fromEntries(Object.entries(draft).map(([field, text]) => [field, tidy(text)]));
      const address = exactly(deliveryAddress, tidied);
      const box = await sealing.seal(sealing.publicKey, infoOf(id), encodeBlock(address));
      return new AtOnce(() => {
        addresses.put(id, box);
        return { id, address };
      });
    },
    remove(id) {
      if (!addresses.remove(id)) throw unknown(id);
    },
    async deliveryOf({ delivery, addressId }) {
      if (addressId === undefined) return delivery;
      if (!delivery) return get(addressId);
      const message = "Give an address, or the id of one in your book, not both";
      throw new SoukError("input.invalid", message, { field: "addressId" });
    },
  };
}
