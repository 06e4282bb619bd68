// Pictures that a person chose, found by how a product file names them: a path, a name, or an address whose last part is one.
import { PictureFault, checkSize } from "../../../client/product-pictures.ts";

type Chosen = Pick<File, "name" | "size" | "webkitRelativePath" | "arrayBuffer">;

/** @returns the bytes of a picture by its name in a product file. @throws PictureFault for one that was not chosen, or not clearly */
export function chosenPictures(files: readonly Chosen[]): (source: string) => Promise<Uint8Array<ArrayBuffer>> {
  const all = files.map((file) => ({ file, path: partsOf(file.webkitRelativePath || file.name) }));
  const byName = Map.groupBy(all, ({ path }) => path.at(-1));
  /** By name alone, so that one picture is not taken for two of another folder. */
  const taken = new Map<Chosen, string>();

  function find(source: string): Chosen {
    const wanted = partsOf(pathOf(source));
    const called = byName.get(wanted.at(-1)) ?? [];
    const name = wanted.at(-1) ?? source;
    const same = called
      .filter(({ path }) => endsWith(path, wanted) || (path.length > 1 && endsWith(wanted, path)))
      .toSorted((a, b) => a.path.length - b.path.length);
    const [first, second] = same;
    if (first && first.path.length !== second?.path.length) return first.file;
    if (first) throw new PictureFault(`several of the chosen pictures are called ${name}: name it with its folder`);
    const loose = called.filter(({ path }) => path.length === 1 || isAbsolute(source));
    if (loose.length === 0)
      throw new PictureFault(
        `no picture called ${name} was chosen${called.length > 0 ? ", or one in another folder" : ""}`,
      );
    const [{ file }] = loose as [(typeof loose)[0]];
    const other = taken.get(file) ?? source;
    if (loose.length > 1 || other !== source)
      throw new PictureFault(`it is not clear which ${name} is meant: choose the folder that it is in`);
    taken.set(file, source);
    return file;
  }

  return async (source) => {
    const file = find(source);
    checkSize(file.size); // before it is in memory
    try {
      return new Uint8Array(await file.arrayBuffer());
    } catch {
      throw new PictureFault("it cannot be read any more: choose it again");
    }
  };
}

const isAbsolute = (source: string): boolean => /^([a-z][a-z+.-]*:|[\\/])/i.test(source);

/** Of an address without what stands behind its path. */
function pathOf(source: string): string {
  if (!/^(https?|file):/i.test(source)) return source;
  try {
    return decodeURIComponent(new URL(source).pathname);
  } catch {
    return source;
  }
}

/** Names are compared as people see them: some systems keep letters and accents apart, and some take capitals for small ones. */
const partsOf = (path: string): string[] =>
  path
    .normalize("NFC")
    .toLowerCase()
    .split(/[\\/]/)
    .filter((part) => part !== "" && part !== "." && part !== "..");

const endsWith = (path: readonly string[], end: readonly string[]): boolean =>
  end.length <= path.length && end.every((part, index) => path[path.length - end.length + index] === part);
