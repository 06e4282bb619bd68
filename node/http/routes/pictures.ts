// Routes about pictures: store one, and read those that a known listing or profile names.
import { MAX_PICTURE_BYTES } from "../../../protocol/picture.ts";
import { SoukError } from "../../core/errors.ts";
import type { Media } from "../../core/ports/network.ts";
import type { PictureReader } from "../../core/ports/readers.ts";
import type { Handlers } from "../handler.ts";

export function pictureRoutes({
  media,
  pictures,
}: {
  media: Pick<Media, "addPicture" | "read">;
  pictures: Pick<PictureReader, "isKnown">;
}): Pick<Handlers, "addPicture" | "picture"> {
  return {
    addPicture: ({ body, query }) => media.addPicture(body, query.alt),
    async picture({ params: { cid }, signal }) {
      if (!pictures.isKnown(cid)) throw unknown(cid, "no listing, profile or review here names it");
      const bytes = await media.read(cid, MAX_PICTURE_BYTES, signal);
      const type = typeOf(bytes);
      if (!type) throw unknown(cid, "its bytes are neither WebP nor JPEG");
      return { type, bytes, immutable: cid };
    },
  };
}

const unknown = (cid: string, why: string): SoukError =>
  new SoukError("picture.unknown", `picture ${cid} is not served: ${why}`, { subject: cid });

/** By content: the bytes are a peer's, whatever its listing calls them. */
function typeOf(bytes: Uint8Array): "image/webp" | "image/jpeg" | undefined {
  const ascii = (from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to));
  if (ascii(0, 4) === "RIFF" && ascii(8, 12) === "WEBP") return "image/webp";
  return bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff ? "image/jpeg" : undefined;
}
