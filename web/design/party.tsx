// A participant: a coloured initial that follows from the address, the name they gave themselves, and the short address.
import type { Picture as PictureView } from "../../protocol/picture.ts";
import { href } from "../router.ts";
import { CopyText } from "./copy-text.tsx";
import { Picture } from "./picture.tsx";

export const shortAddress = (address: string): string => `${address.slice(0, 6)}…${address.slice(-4)}`;

export function Avatar({
  address,
  name,
  picture,
  large = false,
}: {
  address: string;
  name: string | null;
  picture?: PictureView | null;
  large?: boolean;
}) {
  const hue = Number.parseInt(address.slice(2, 8), 16) % 360;
  return (
    <span
      className={large ? "avatar large" : "avatar"}
      style={{ background: `hsl(${hue} 45% 30%)` }}
      aria-hidden="true"
    >
      {[...(name || "?")][0]?.toUpperCase()}
      {picture && <Picture picture={picture} alt="" square />}
    </span>
  );
}

export function Party({ address, name, me }: { address: string; name: string | null; me?: string | undefined }) {
  return (
    <a className="party" href={href(["people", address])}>
      <Avatar address={address} name={name} />
      <span>
        <span className="party-name">{name ?? shortAddress(address)}</span>
        {address === me && <span className="muted"> (you)</span>}
      </span>
    </a>
  );
}

export const AddressText = ({ address }: { address: string }) => (
  <CopyText text={address} shown={shortAddress(address)} />
);
