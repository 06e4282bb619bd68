// The tables of read.db. They hold nothing that journals and chain cannot give again, so another schema is another file.
import { createHash } from "node:crypto";

/**
 * Natural keys everywhere, and no time of arrival: the same inputs give the same rows in whatever order they come.
 * Only `doc`, the number of a listing (see doc.ts), and `edition` are made here, and only the outbox tells history. Words and CIDs are in search.db (text/).
 * What one seller's listings write lies together, and what has no order is appended: a flood touches few pages.
 * Amounts are decimal text; digests and addresses are lower-case hex.
 */
export const READ_TABLES = `
-- Rows 5: raise it when the same tables come to hold something else.
-- Sequence -1 while a state replaces what is held of the journal.
CREATE TABLE journals (owner TEXT PRIMARY KEY, sequence INTEGER NOT NULL, head TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE profiles (
  owner TEXT PRIMARY KEY, sequence INTEGER NOT NULL, cid TEXT NOT NULL, name TEXT NOT NULL,
  arbitrator INTEGER NOT NULL, picture TEXT, thumbnail TEXT,
  block BLOB NOT NULL
) STRICT;
CREATE INDEX profiles_picture ON profiles (picture) WHERE picture IS NOT NULL;
CREATE INDEX profiles_thumbnail ON profiles (thumbnail) WHERE thumbnail IS NOT NULL;

-- What can be searched and sorted by, held in memory too (search/columns.ts); the rest is in the edition's block.
CREATE TABLE listings (
  doc INTEGER PRIMARY KEY, edition INTEGER NOT NULL, seller TEXT NOT NULL, id TEXT NOT NULL, terms TEXT NOT NULL, sequence INTEGER NOT NULL,
  category TEXT NOT NULL, condition TEXT NOT NULL, currency TEXT NOT NULL, price TEXT NOT NULL,
  available_until INTEGER NOT NULL, ships_to TEXT NOT NULL, ships_from TEXT NOT NULL, words TEXT NOT NULL,
  UNIQUE (seller, id)
) STRICT;

-- Every edition seen, so that an order shows what was bought; terms is the sha2-256 digest of the block.
CREATE TABLE editions (
  edition INTEGER PRIMARY KEY, terms TEXT NOT NULL, seller TEXT NOT NULL, id TEXT NOT NULL, title TEXT NOT NULL,
  pictures TEXT NOT NULL, block BLOB NOT NULL
) STRICT;
-- A seller's lie together, and of each digest only the first 40 bits: whole ones alone would be written to all over.
CREATE INDEX editions_terms ON editions (seller, substr(terms, 3, 10));

-- By the beginning of the stock key, which names the listing and the variant; a listing's keys follow from its block.
CREATE TABLE variants (stock INTEGER, doc INTEGER, PRIMARY KEY (stock, doc)) STRICT, WITHOUT ROWID;
-- What proves a listing's offers to the escrow: its place in a catalogue that the seller signed.
CREATE TABLE places (
  seller TEXT, listing TEXT, valid_until INTEGER NOT NULL, slot INTEGER NOT NULL, path BLOB NOT NULL,
  sequence INTEGER NOT NULL, offers_root BLOB NOT NULL, content_digest BLOB NOT NULL, signature BLOB NOT NULL,
  PRIMARY KEY (seller, listing)
) STRICT, WITHOUT ROWID;

CREATE TABLE review_blocks (
  order_id TEXT, author TEXT, cid TEXT, sequence INTEGER NOT NULL, block BLOB NOT NULL, PRIMARY KEY (order_id, author, cid)
) STRICT;

CREATE INDEX review_blocks_author ON review_blocks (author);

-- Whoever says something to an order; a review shows its seller's.
CREATE TABLE replies (
  order_id TEXT, author TEXT, cid TEXT NOT NULL, sequence INTEGER NOT NULL, text TEXT NOT NULL,
  PRIMARY KEY (order_id, author)
) STRICT, WITHOUT ROWID;
CREATE INDEX replies_author ON replies (author);

CREATE TABLE headers (number INTEGER PRIMARY KEY, hash TEXT NOT NULL, parent_hash TEXT NOT NULL, time INTEGER NOT NULL) STRICT;
-- Facts. seller, sku and units are copies of what is in args, where the event has them; units only where the escrow counts them.
CREATE TABLE chain_events (
  block INTEGER, log_index INTEGER, block_hash TEXT NOT NULL, time INTEGER NOT NULL, transaction_hash TEXT NOT NULL,
  name TEXT NOT NULL, order_id TEXT, seller TEXT, sku TEXT, units INTEGER, args TEXT NOT NULL,
  PRIMARY KEY (block, log_index)
) STRICT;
CREATE INDEX chain_events_order ON chain_events (order_id, block, log_index) WHERE order_id IS NOT NULL;
CREATE INDEX chain_events_stock ON chain_events (seller, name, sku) WHERE seller IS NOT NULL;

-- Derived from chain_events.
CREATE TABLE orders (
  id TEXT PRIMARY KEY, seller TEXT NOT NULL, buyer TEXT NOT NULL, arbitrator TEXT NOT NULL, fallback TEXT NOT NULL,
  status TEXT NOT NULL, open INTEGER NOT NULL, disputed INTEGER NOT NULL, terms TEXT NOT NULL, sku TEXT NOT NULL,
  currency TEXT NOT NULL, total REAL NOT NULL, due INTEGER,
  opened_block INTEGER NOT NULL, opened_at INTEGER NOT NULL, details TEXT NOT NULL
) STRICT;
CREATE INDEX orders_seller ON orders (seller, opened_block, id);
CREATE INDEX orders_buyer ON orders (buyer, opened_block, id);
CREATE INDEX orders_arbitrator ON orders (arbitrator, opened_block, id);
CREATE INDEX orders_fallback ON orders (fallback, opened_block, id);
-- Null once closed.
CREATE INDEX orders_seller_due ON orders (seller, due, id) WHERE due IS NOT NULL;
CREATE INDEX orders_buyer_due ON orders (buyer, due, id) WHERE due IS NOT NULL;
CREATE INDEX orders_arbitrator_due ON orders (arbitrator, due, id) WHERE due IS NOT NULL;
CREATE INDEX orders_fallback_due ON orders (fallback, due, id) WHERE due IS NOT NULL;
CREATE INDEX orders_terms ON orders (terms);
CREATE INDEX orders_standing ON orders (seller, status, disputed, buyer, currency, total, opened_at);
CREATE TABLE stock (
  seller TEXT, sku TEXT, sold INTEGER NOT NULL, retired INTEGER NOT NULL, PRIMARY KEY (seller, sku)
) STRICT, WITHOUT ROWID;
CREATE TABLE floors (seller TEXT PRIMARY KEY, floor INTEGER NOT NULL) STRICT, WITHOUT ROWID;

-- Derived from orders and review_blocks.
CREATE TABLE reviews (
  order_id TEXT PRIMARY KEY, seller TEXT NOT NULL, buyer TEXT NOT NULL, terms TEXT NOT NULL, rating INTEGER NOT NULL,
  digest TEXT, cid TEXT, title TEXT, body TEXT, dimensions TEXT, pictures TEXT, at INTEGER NOT NULL
) STRICT;
CREATE TABLE review_pictures (cid TEXT, order_id TEXT, PRIMARY KEY (cid, order_id)) STRICT, WITHOUT ROWID;
CREATE INDEX review_pictures_order ON review_pictures (order_id);
CREATE INDEX reviews_newest ON reviews (at, order_id);
CREATE INDEX reviews_missing ON reviews (at) WHERE cid IS NULL AND digest IS NOT NULL;
CREATE INDEX reviews_buyer ON reviews (buyer, at);
CREATE INDEX reviews_seller ON reviews (seller, at, order_id);
CREATE INDEX reviews_voices ON reviews (seller, buyer, rating);
CREATE TABLE standings (
  owner TEXT PRIMARY KEY, ratings INTEGER NOT NULL, rating_sum INTEGER NOT NULL,
  completed INTEGER NOT NULL, refunded INTEGER NOT NULL, disputed INTEGER NOT NULL,
  voices INTEGER NOT NULL, voice_sum REAL NOT NULL, buyers INTEGER NOT NULL, settled TEXT NOT NULL,
  last_sale INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The event outbox: history of this file alone.
CREATE TABLE outbox (sequence INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT NOT NULL) STRICT;
CREATE TABLE outbox_epoch (epoch TEXT NOT NULL) STRICT;
INSERT INTO outbox_epoch VALUES (lower(hex(randomblob(8))));
`;

/** Kept as SQLite's user_version: a file of any other schema is dropped and filled anew. */
export const READ_SCHEMA = createHash("sha256").update(READ_TABLES).digest().readUInt32BE(0) >>> 1;
