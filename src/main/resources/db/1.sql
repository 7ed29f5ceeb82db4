-- Items and completions have one integer as key: the job's number, then 36 bits of the item's or
-- completion's own number. A job is thus one range of keys, and appending is writing at an end.

CREATE TABLE jobs(
  num INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  name TEXT,
  state INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  started_ms INTEGER,
  finished_ms INTEGER,
  error_code INTEGER,
  error_detail TEXT,
  discovered INTEGER NOT NULL DEFAULT 0,
  done INTEGER NOT NULL DEFAULT 0,
  skipped INTEGER NOT NULL DEFAULT 0,
  not_found INTEGER NOT NULL DEFAULT 0,
  failed INTEGER NOT NULL DEFAULT 0,
  cancelled INTEGER NOT NULL DEFAULT 0,
  bytes INTEGER NOT NULL DEFAULT 0,
  retries INTEGER NOT NULL DEFAULT 0,
  position TEXT,
  discovery_done INTEGER NOT NULL DEFAULT 0,
  last_n INTEGER NOT NULL DEFAULT 0,
  elapsed_ms INTEGER NOT NULL DEFAULT 0,
  cancelling INTEGER NOT NULL DEFAULT 0,
  hidden INTEGER NOT NULL,
  deleted INTEGER NOT NULL DEFAULT 0,
  idem_key TEXT UNIQUE,
  fingerprint TEXT
);

CREATE INDEX jobs_by_state ON jobs(state, id);

-- Beside the row, which is rewritten with every commit that moves a counter.
CREATE TABLE specs(
  job INTEGER PRIMARY KEY,
  json TEXT NOT NULL
);

CREATE TABLE hosts(
  id INTEGER PRIMARY KEY,
  job INTEGER NOT NULL,
  name TEXT NOT NULL,
  items INTEGER NOT NULL DEFAULT 0,
  UNIQUE(job, name)
);

-- n: number of the completion that holds how it ended, null while it waits.
-- extras: fields and headers. sha256: expected. file: granted, or where it was saved.
CREATE TABLE items(
  id INTEGER PRIMARY KEY,
  state INTEGER NOT NULL,
  n INTEGER,
  host INTEGER,
  key TEXT,
  url TEXT NOT NULL,
  extras BLOB,
  sha256 BLOB,
  file TEXT
);

CREATE INDEX items_by_state ON items(state);

CREATE INDEX items_waiting_by_host ON items(host) WHERE state = 0;

-- What attempts left that did not end their item. A part outlives the end of its item until it is
-- taken, unless the item is done.
CREATE TABLE tries(
  id INTEGER PRIMARY KEY,
  attempts INTEGER NOT NULL,
  not_before_ms INTEGER NOT NULL,
  part_path TEXT,
  part_url TEXT,
  part_etag TEXT,
  part_modified TEXT,
  part_total INTEGER
);

-- file: null as long as it is the item's, fixed (empty for none) when the item is reopened.
CREATE TABLE completions(
  id INTEGER PRIMARY KEY,
  seq INTEGER NOT NULL,
  state INTEGER NOT NULL,
  file TEXT,
  attempts INTEGER NOT NULL,
  status INTEGER,
  bytes INTEGER NOT NULL,
  size INTEGER,
  sha256 BLOB,
  integrity INTEGER,
  content_type TEXT,
  duration_ms INTEGER,
  finished_ms INTEGER,
  etag TEXT,
  last_modified TEXT,
  error_code INTEGER,
  error_detail TEXT
);

-- Names taken, for the whole service: NFC and case folded.
CREATE TABLE claims(
  path_key TEXT PRIMARY KEY,
  item INTEGER NOT NULL
) WITHOUT ROWID;

-- Names of saved files whose claims went over to a later job.
CREATE TABLE former(
  job INTEGER NOT NULL,
  path_key TEXT NOT NULL,
  item INTEGER NOT NULL,
  PRIMARY KEY(job, path_key)
) WITHOUT ROWID;

-- Names that an item wanted and did not get.
CREATE TABLE wishes(
  item INTEGER PRIMARY KEY,
  path_key TEXT NOT NULL,
  wanted TEXT NOT NULL
);

-- The next number to be tried for a name that is taken.
CREATE TABLE numbers(
  job INTEGER NOT NULL,
  path_key TEXT NOT NULL,
  next INTEGER NOT NULL,
  PRIMARY KEY(job, path_key)
) WITHOUT ROWID;

-- Validators of saved files that no claiming item holds any more.
CREATE TABLE saved(
  path_key TEXT PRIMARY KEY,
  path TEXT NOT NULL,
  url TEXT NOT NULL,
  size INTEGER NOT NULL,
  sha256 BLOB,
  etag TEXT,
  last_modified TEXT
) WITHOUT ROWID;

-- Digests of what sources listed that may name a thing twice.
CREATE TABLE listed(
  job INTEGER NOT NULL,
  digest BLOB NOT NULL,
  PRIMARY KEY(job, digest)
) WITHOUT ROWID;
