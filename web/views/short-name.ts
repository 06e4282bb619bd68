// Short names that a person can change, made so that none is taken twice.

/** `home`, or `home-2` if that is taken. */
export function freeName(known: readonly { id: string }[], wanted: string): string {
  const taken = new Set(known.map(({ id }) => id));
  let name = wanted;
  for (let count = 2; taken.has(name); count++) name = `${wanted}-${count}`;
  return name;
}
