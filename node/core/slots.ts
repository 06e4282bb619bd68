// Which slots of a catalogue are free, in blocks of a power of two that begin at a multiple of their size (rule C-1).

export interface Block {
  slot: number;
  /** It has `2 ** height` slots. */
  height: number;
}

export interface Slots {
  /** A free block of this height, else the next one after all that are taken. */
  take(height: number): number;
  free(block: Block): void;
}

export const sizeOf = ({ height }: Pick<Block, "height">): number => 2 ** height;

/** @param taken by rising slot, none over another */
export function createSlots(taken: readonly Block[] = []): Slots {
  /** Per height the blocks that are free as a whole and whose other half is not. */
  const open: Set<number>[] = [];
  let end = 0;

  const at = (height: number): Set<number> => (open[height] ??= new Set());

  /** Two free halves are one free block. */
  function free({ slot, height }: Block): void {
    const size = 2 ** height;
    const other = slot % (2 * size) === 0 ? slot + size : slot - size;
    if (at(height).delete(other)) free({ slot: Math.min(slot, other), height: height + 1 });
    else at(height).add(slot);
  }

  /** Frees what lies between the end and a slot, and moves the end there. */
  function skipTo(slot: number): void {
    while (end < slot) {
      let height = 0;
      while (end % 2 ** (height + 1) === 0 && end + 2 ** (height + 1) <= slot) height++;
      free({ slot: end, height });
      end += 2 ** height;
    }
  }

  function extend(height: number): number {
    const size = 2 ** height;
    const slot = Math.ceil(end / size) * size;
    skipTo(slot);
    end = slot + size;
    return slot;
  }

  for (const block of taken) {
    skipTo(block.slot);
    end = block.slot + sizeOf(block);
  }

  return {
    take(height) {
      for (let above = height; above < open.length; above++) {
        const [slot] = at(above);
        if (slot === undefined) continue;
        at(above).delete(slot);
        for (let half = above - 1; half >= height; half--) at(half).add(slot + 2 ** half);
        return slot;
      }
      return extend(height);
    },
    free,
  };
}
