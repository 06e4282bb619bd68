// Routes about pictures: store one, and read those that something here names.
import { createHash } from "node:crypto";
import type { Hex32 } from "../../../protocol/ids.ts";
import { MAX_PICTURE_BYTES, MAX_THUMBNAIL_BYTES, type Picture } from "../../../protocol/picture.ts";
import { tidy } from "../../../protocol/text.ts";
import { SoukError } from "../../core/errors.ts";
import type { Media } from "../../core/ports/network.ts";
import type { Uploads } from "../../core/ports/own.ts";
import type { Handlers } from "../handler.ts";

/** What is here is read at once; peers are not waited for. */
const HERE_MS = 1_000;

export function pictureRoutes({
  media,
  isNamed,
  uploads,
}: {
  media: Pick<Media, "addPicture" | "read">;
  /** Whether anything here names it: what others published, or the seller's own drafts and uploads. */
  isNamed: (cid: string) => boolean;
  uploads: Pick<Uploads, "find" | "add">;
}): Pick<Handlers, "addPicture" | "picture" | "uploadedPicture"> {
  /** A folder that was restored knows of uploads whose bytes no listing named, and no backup held. */
  const isHere = ({ thumbnail: { cid } }: Picture, signal: AbortSignal): Promise<boolean> =>
    media.read(cid, MAX_THUMBNAIL_BYTES, AbortSignal.any([signal, AbortSignal.timeout(HERE_MS)])).then(
      () => true,
      () => false,
    );

  return {
    async addPicture({ body, query }) {
      const picture = await media.addPicture(body, query.alt);
      uploads.add(`0x${createHash("sha256").update(body).digest("hex")}` as Hex32, picture);
      return picture;
    },
    async uploadedPicture({ params: { digest }, query, signal }) {
      const picture = uploads.find(digest);
      if (picture && (await isHere(picture, signal))) return { ...picture, alt: tidy(query.alt) };
      throw new SoukError("picture.unknown", "no picture with these bytes was added here", { subject: digest });
    },
    async picture({ params: { cid }, signal }) {
      if (!isNamed(cid)) throw unknown(cid, "no listing, draft, profile or review here names it");
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
