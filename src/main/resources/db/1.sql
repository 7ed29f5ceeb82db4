-- The key of an item or a completion is one integer: the number of its job, then 36 bits with its
-- number in the job. So a job is one range of keys, and rows are appended at the end of a table.

-- name_key: the name as it is searched and sorted, NFC and case folded.
-- directory: what all its files lie in, below the downloads directory.
CREATE TABLE jobs(
  num INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  name TEXT,
  name_key TEXT,
  directory TEXT NOT NULL,
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
  expected INTEGER,
  last_completion INTEGER NOT NULL DEFAULT 0,
  elapsed_ms INTEGER NOT NULL DEFAULT 0,
  cancelling INTEGER NOT NULL DEFAULT 0,
  hidden INTEGER NOT NULL,
  deleted INTEGER NOT NULL DEFAULT 0,
  idempotency_key TEXT UNIQUE,
  fingerprint TEXT
);

CREATE INDEX jobs_by_state ON jobs(state, id);

-- The job as posted, apart from its row, which is rewritten with every commit that changes a counter.
-- spec: with its secrets. shown_spec: secrets masked, defaults filled in.
CREATE TABLE specs(
  job INTEGER PRIMARY KEY,
  spec TEXT NOT NULL,
  shown_spec TEXT NOT NULL
);

CREATE TABLE hosts(
  id INTEGER PRIMARY KEY,
  job INTEGER NOT NULL,
  name TEXT NOT NULL,
  item_count INTEGER NOT NULL DEFAULT 0,
  UNIQUE(job, name)
);

-- completion: number of the completion that says how the item ended, null while it waits.
-- attributes: fields, headers and terms, as JSON. file: name granted, or file saved.
-- same_as: number of an earlier item that is the same, named twice; this one is not requested.
CREATE TABLE items(
  id INTEGER PRIMARY KEY,
  state INTEGER NOT NULL,
  completion INTEGER,
  host INTEGER,
  key TEXT,
  url TEXT NOT NULL,
  attributes TEXT,
  file TEXT,
  same_as INTEGER
);

CREATE INDEX items_by_state ON items(state);

CREATE INDEX items_waiting_by_host ON items(host) WHERE state = 0;

-- Attempts that did not end their item (its key is the id), and the part file they left. Unless the
-- item is done, the part stays recorded after the item's end, until the job removes its parts.
-- part_boot: the boot of the machine in which the part was written.
-- mirror: that has its turn, from 1; null where it is the item's own URL. mirror_sent: requests sent
-- before it. mirror_absent: whether all before it said that there is no such thing.
CREATE TABLE attempts(
  id INTEGER PRIMARY KEY,
  count INTEGER NOT NULL,
  not_before_ms INTEGER NOT NULL,
  part_path TEXT,
  part_url TEXT,
  part_etag TEXT,
  part_last_modified TEXT,
  part_total INTEGER,
  part_boot TEXT,
  mirror INTEGER,
  mirror_sent INTEGER,
  mirror_absent INTEGER
);

-- node: that made the last request. mtime_ms: of a saved file without a digest. file: null while it is that of the item; set (empty for none) when the item is reopened.
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
  content_encoding TEXT,
  duration_ms INTEGER,
  finished_ms INTEGER,
  etag TEXT,
  last_modified TEXT,
  error_code INTEGER,
  error_detail TEXT,
  mtime_ms INTEGER,
  final_url TEXT,
  node TEXT
);

-- File names in use in the whole service, each claimed by one item. path_key: NFC, case folded.
CREATE TABLE claims(
  path_key TEXT PRIMARY KEY,
  item INTEGER NOT NULL
) WITHOUT ROWID;

-- Claims on saved files that an item of a later job took over.
CREATE TABLE former_claims(
  job INTEGER NOT NULL,
  path_key TEXT NOT NULL,
  item INTEGER NOT NULL,
  PRIMARY KEY(job, path_key)
) WITHOUT ROWID;

-- Names that an item asked for and did not get.
CREATE TABLE collisions(
  item INTEGER PRIMARY KEY,
  path_key TEXT NOT NULL,
  path TEXT NOT NULL
);

-- Items by what they request and where they save it, of those whose claim does not tell: names that
-- are numbered, or known late. digest: of URL, path and all else that decides on the path.
CREATE TABLE named_items(
  job INTEGER NOT NULL,
  digest BLOB NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY(job, digest)
) WITHOUT ROWID;

-- The next number for a name that is taken: name (1).ext, name (2).ext.
CREATE TABLE name_numbers(
  job INTEGER NOT NULL,
  path_key TEXT NOT NULL,
  next_number INTEGER NOT NULL,
  PRIMARY KEY(job, path_key)
) WITHOUT ROWID;

-- Validators of saved files whose item was deleted or lost its claim.
CREATE TABLE saved_files(
  path_key TEXT PRIMARY KEY,
  path TEXT NOT NULL,
  url TEXT NOT NULL,
  size INTEGER NOT NULL,
  sha256 BLOB,
  mtime_ms INTEGER,
  etag TEXT,
  last_modified TEXT,
  final_url TEXT
) WITHOUT ROWID;

-- Digests of the URLs that a source listed, for sources that may list one twice.
CREATE TABLE listed_urls(
  job INTEGER NOT NULL,
  digest BLOB NOT NULL,
  PRIMARY KEY(job, digest)
) WITHOUT ROWID;

-- Directories that a job made, which are removed with its files if they are empty then.
CREATE TABLE directories(
  job INTEGER NOT NULL,
  path TEXT NOT NULL,
  PRIMARY KEY(job, path)
) WITHOUT ROWID;

-- How a job went, in steps: for its chart, and for the time that is left.
CREATE TABLE series(
  job INTEGER PRIMARY KEY,
  points TEXT NOT NULL
);

-- What happened to a job: some of the first entries and the last ones. The id is the number of the
-- job, then that of the entry.
CREATE TABLE job_log(
  id INTEGER PRIMARY KEY,
  at_ms INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  detail TEXT
);

-- The last attempts at an item (its key is the id), of some items of a job that had more than one
-- or failed.
CREATE TABLE attempt_logs(
  id INTEGER PRIMARY KEY,
  attempts TEXT NOT NULL
);

-- How often a coordinator has begun to work on this database, and where its interface is, while it
-- takes commands: one row.
CREATE TABLE coordinator(
  id INTEGER PRIMARY KEY CHECK (id = 1),
  epoch INTEGER NOT NULL,
  address TEXT
);

-- Fetchers that the coordinator gives tasks, or one before it gave some. place: where the fetcher's
-- node listens for others.
CREATE TABLE holders(
  fetcher TEXT PRIMARY KEY,
  place TEXT NOT NULL
) WITHOUT ROWID;

-- Posted lists in pieces, where other machines have to reach them.
CREATE TABLE lists(
  name TEXT NOT NULL,
  piece INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  content BLOB NOT NULL,
  PRIMARY KEY(name, piece)
);
