// A change of own.db alone that is decided and not made yet: whoever makes it can commit more with it.

export class AtOnce<T> {
  /** Synchronous, inside one transaction. What it throws undoes it. */
  readonly make: () => T;
  constructor(make: () => T) {
    this.make = make;
  }
}
