// The pictures of a listing: one large, the others to choose from.
import { useState } from "react";
import type { Picture as PictureView } from "../../../protocol/picture.ts";
import { Picture } from "../../design/picture.tsx";

export function Gallery({ pictures, title }: { pictures: readonly PictureView[]; title: string }) {
  const [chosen, choose] = useState(0);
  const shown = pictures[chosen] ?? pictures[0];
  return (
    <div className="gallery">
      <div className="gallery-main">
        <Picture picture={shown} alt={shown?.alt || title} full />
      </div>
      {pictures.length > 1 && (
        <div className="gallery-thumbs" role="group" aria-label="Pictures">
          {pictures.map((picture, index) => (
            <button
              key={picture.cid}
              type="button"
              aria-label={`Picture ${index + 1} of ${pictures.length}`}
              aria-pressed={picture === shown}
              onClick={() => choose(index)}
            >
              <Picture picture={picture} alt="" />
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
