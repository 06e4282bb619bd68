// A picture of a listing or profile, with its place kept while it loads and a drawing where there is none.
import { useState } from "react";
import { pictureUrl } from "../../client/client.ts";
import type { Picture as PictureView } from "../../protocol/picture.ts";
import { Icon } from "./icon.tsx";

export function Picture({
  picture,
  alt,
  full = false,
  square = false,
}: {
  picture: PictureView | null | undefined;
  /** Said instead of the picture's own words; empty beside a title that says the same. */
  alt?: string;
  /** In full size and at once; else the thumbnail, once it is near the screen. */
  full?: boolean;
  square?: boolean;
}) {
  const [lost, setLost] = useState<string>();
  return (
    <div className={square ? "picture square" : "picture"}>
      <Icon name="picture" size={28} />
      {picture && lost !== picture.cid && (
        <img
          key={picture.cid}
          src={pictureUrl(full ? picture.cid : picture.thumbnail.cid)}
          alt={alt ?? picture.alt}
          loading={full ? "eager" : "lazy"}
          onError={() => setLost(picture.cid)}
        />
      )}
    </div>
  );
}
