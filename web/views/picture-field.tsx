// Adding pictures: shown at once from the file itself, uploaded to the node while the rest is filled in.
import { useEffect, useRef, useState } from "react";
import { MAX_PICTURES, type Picture as PictureView } from "../../protocol/picture.ts";
import { ask } from "../api.ts";
import { Icon } from "../design/icon.tsx";
import { Picture } from "../design/picture.tsx";
import { type Trouble, troubleOf } from "../trouble.ts";

interface Upload {
  file: File;
  cid: string | undefined;
  trouble: Trouble | undefined;
}

const TYPES = "image/jpeg,image/png,image/webp,image/gif,image/avif";

export function PictureField({
  pictures,
  onPictures,
  onBusy,
  most = MAX_PICTURES,
}: {
  pictures: readonly PictureView[];
  onPictures: (change: (now: PictureView[]) => PictureView[]) => void;
  onBusy: (busy: boolean) => void;
  most?: number;
}) {
  const [uploads, setUploads] = useState<Upload[]>([]);
  const put = (file: File, some: Partial<Upload>) =>
    setUploads((now) => now.map((one) => (one.file === file ? { ...one, ...some } : one)));
  const pending = uploads.filter(({ cid, trouble }) => !cid && !trouble);
  useEffect(() => onBusy(pending.length > 0), [pending.length, onBusy]);

  const add = async (files: readonly File[]) => {
    setUploads((now) => [...now, ...files.map((file) => ({ file, cid: undefined, trouble: undefined }))]);
    for (const file of files) {
      try {
        const picture = await ask((api) => api.addPicture({ body: file, query: { alt: "" } }));
        put(file, { cid: picture.cid });
        onPictures((now) => (now.some(({ cid }) => cid === picture.cid) ? now : [...now, picture]));
      } catch (error) {
        put(file, { trouble: troubleOf(error) });
      }
    }
  };
  const room = most - pictures.length - pending.length;
  const fileOf = (cid: string) => uploads.find((upload) => upload.cid === cid)?.file;

  return (
    <div className="stack tight">
      <ul className="pictures" data-testid="pictures">
        {pictures.map((picture, index) => {
          const file = fileOf(picture.cid);
          return (
            <li key={picture.cid}>
              {file ? <Preview file={file} /> : <Picture picture={picture} square />}
              {index === 0 && most > 1 && <span className="badge state">Cover</span>}
              <Remove onClick={() => onPictures((now) => now.filter(({ cid }) => cid !== picture.cid))} />
            </li>
          );
        })}
        {uploads
          .filter(({ cid }) => !cid)
          .map(({ file, trouble }) => (
            <li key={file.name + file.lastModified}>
              <Preview file={file} />
              {trouble ? (
                <>
                  <p className="wrong small" role="alert">
                    {trouble.detail}
                  </p>
                  <Remove onClick={() => setUploads((now) => now.filter((one) => one.file !== file))} />
                </>
              ) : (
                <span className="badge state" role="status">
                  <span className="spinner" /> Uploading
                </span>
              )}
            </li>
          ))}
        {room > 0 && (
          <li>
            <label className="add-picture">
              <Icon name="plus" size={26} />
              Add {most > 1 ? "pictures" : "a picture"}
              <input
                className="hidden"
                type="file"
                accept={TYPES}
                multiple={most > 1}
                data-testid="add-picture"
                onChange={(event) => {
                  void add([...(event.target.files ?? [])].slice(0, room));
                  event.target.value = "";
                }}
              />
            </label>
          </li>
        )}
      </ul>
      <p className="muted small">
        Your node re-encodes {most > 1 ? "them" : "it"} and drops what cameras hide inside, like places.
      </p>
    </div>
  );
}

const Remove = ({ onClick }: { onClick: () => void }) => (
  <button type="button" className="icon-button" aria-label="Remove this picture" onClick={onClick}>
    <Icon name="close" size={18} />
  </button>
);

const EDGE = 320;

/** Drawn on a canvas: an address of a local file is not allowed by the page's security policy. */
function Preview({ file }: { file: File }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    let gone = false;
    createImageBitmap(file).then(
      (bitmap) => {
        const context = canvas.current?.getContext("2d");
        if (!gone && context) {
          const scale = Math.max(EDGE / bitmap.width, EDGE / bitmap.height);
          const [width, height] = [bitmap.width * scale, bitmap.height * scale];
          context.drawImage(bitmap, (EDGE - width) / 2, (EDGE - height) / 2, width, height);
        }
        bitmap.close();
      },
      // Not a picture: the node says so.
      () => undefined,
    );
    return () => void (gone = true);
  }, [file]);
  return <canvas ref={canvas} width={EDGE} height={EDGE} role="img" aria-label={file.name} />;
}
