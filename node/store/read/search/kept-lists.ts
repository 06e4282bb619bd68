// Lists of places by what was asked for, kept while nothing changes.

/** What a list takes beside its places. */
const LIST = 100;

export interface KeptLists {
  get(key: string): Uint32Array | undefined;
  /** The kept list, or the one that is made now. */
  list(key: string, make: () => Uint32Array): Uint32Array;
}

/**
 * @param version changes with every change of what is listed
 * @param most places in all lists together; the longest unused goes first
 */
export function createKeptLists(version: () => string | number, most: number): KeptLists {
  const lists = new Map<string, Uint32Array>();
  let places = 0;
  let current = version();

  function get(key: string): Uint32Array | undefined {
    if (current !== version()) {
      lists.clear();
      places = 0;
      current = version();
    }
    return lists.get(key);
  }

  return {
    get,
    list(key, make) {
      const list = get(key) ?? make();
      if (!lists.delete(key)) places += list.length + LIST;
      lists.set(key, list);
      for (const [unused, { length }] of lists) {
        if (places <= most) break;
        lists.delete(unused);
        places -= length + LIST;
      }
      return list;
    },
  };
}
