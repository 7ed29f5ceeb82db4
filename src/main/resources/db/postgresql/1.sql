-- The tables of ../1.sql, in PostgreSQL: the same names and columns, ordered and compared byte by
-- byte as there. They lie in a schema of their own.

-- The key of an item or a completion is one integer: the number of its job, then 36 bits with its
-- number in the job. So a job is one range of keys, and rows are appended at the end of a table.

-- name_key: the name as it is searched and sorted, NFC and case folded.
-- directory: what all its files lie in, below the downloads directory.
CREATE TABLE jobs(
  num bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id text COLLATE "C" NOT NULL UNIQUE,
  name text COLLATE "C",
  name_key text COLLATE "C",
  directory text COLLATE "C" NOT NULL,
  state smallint NOT NULL,
  created_ms bigint NOT NULL,
  started_ms bigint,
  finished_ms bigint,
  error_code smallint,
  error_detail text COLLATE "C",
  discovered bigint NOT NULL DEFAULT 0,
  done bigint NOT NULL DEFAULT 0,
  skipped bigint NOT NULL DEFAULT 0,
  not_found bigint NOT NULL DEFAULT 0,
  failed bigint NOT NULL DEFAULT 0,
  cancelled bigint NOT NULL DEFAULT 0,
  bytes bigint NOT NULL DEFAULT 0,
  retries bigint NOT NULL DEFAULT 0,
  position text COLLATE "C",
  discovery_done smallint NOT NULL DEFAULT 0,
  expected bigint,
  last_completion bigint NOT NULL DEFAULT 0,
  elapsed_ms bigint NOT NULL DEFAULT 0,
  cancelling smallint NOT NULL DEFAULT 0,
  hidden smallint NOT NULL,
  deleted smallint NOT NULL DEFAULT 0,
  idempotency_key text COLLATE "C" UNIQUE,
  fingerprint text COLLATE "C"
) WITH (fillfactor = 50);

CREATE INDEX jobs_by_state ON jobs(state, id);

-- The job as posted, apart from its row, which is rewritten with every commit that changes a counter.
-- spec: with its secrets. shown_spec: secrets masked, defaults filled in.
CREATE TABLE specs(
  job bigint PRIMARY KEY,
  spec text COLLATE "C" NOT NULL,
  shown_spec text COLLATE "C" NOT NULL
);

CREATE TABLE hosts(
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  job bigint NOT NULL,
  name text COLLATE "C" NOT NULL,
  item_count bigint NOT NULL DEFAULT 0,
  UNIQUE(job, name)
);

-- completion: number of the completion that says how the item ended, null while it waits.
-- attributes: fields, headers and terms, as JSON. file: name granted, or file saved.
-- same_as: number of an earlier item that is the same, named twice; this one is not requested.
CREATE TABLE items(
  id bigint PRIMARY KEY,
  state smallint NOT NULL,
  completion bigint,
  host bigint,
  key text COLLATE "C",
  url text COLLATE "C" NOT NULL,
  attributes text COLLATE "C",
  file text COLLATE "C",
  same_as bigint
);

CREATE INDEX items_by_state ON items(state, id);

CREATE INDEX items_waiting_by_host ON items(host, id) WHERE state = 0;

-- Attempts that did not end their item (its key is the id), and the part file they left. Unless the
-- item is done, the part stays recorded after the item's end, until the job removes its parts.
-- part_boot: the boot of the machine in which the part was written.
CREATE TABLE attempts(
  id bigint PRIMARY KEY,
  count integer NOT NULL,
  not_before_ms bigint NOT NULL,
  part_path text COLLATE "C",
  part_url text COLLATE "C",
  part_etag text COLLATE "C",
  part_last_modified text COLLATE "C",
  part_total bigint,
  part_boot text COLLATE "C",
  mirror integer,
  mirror_sent integer,
  mirror_absent smallint
);

-- node: that made the last request. mtime_ms: of a saved file without a digest. file: null while it is that of the item; set (empty for none) when the item is reopened.
CREATE TABLE completions(
  id bigint PRIMARY KEY,
  seq bigint NOT NULL,
  state smallint NOT NULL,
  file text COLLATE "C",
  attempts integer NOT NULL,
  status smallint,
  bytes bigint NOT NULL,
  size bigint,
  sha256 bytea,
  integrity smallint,
  content_type text COLLATE "C",
  content_encoding text COLLATE "C",
  duration_ms bigint,
  finished_ms bigint,
  etag text COLLATE "C",
  last_modified text COLLATE "C",
  error_code smallint,
  error_detail text COLLATE "C",
  mtime_ms bigint,
  final_url text COLLATE "C",
  node text COLLATE "C"
);

-- File names in use in the whole service, each claimed by one item. path_key: NFC, case folded.
CREATE TABLE claims(
  path_key text COLLATE "C" PRIMARY KEY,
  item bigint NOT NULL
);

-- Claims on saved files that an item of a later job took over.
CREATE TABLE former_claims(
  job bigint NOT NULL,
  path_key text COLLATE "C" NOT NULL,
  item bigint NOT NULL,
  PRIMARY KEY(job, path_key)
);

-- Names that an item asked for and did not get.
CREATE TABLE collisions(
  item bigint PRIMARY KEY,
  path_key text COLLATE "C" NOT NULL,
  path text COLLATE "C" NOT NULL
);

-- Items by what they request and where they save it, of those whose claim does not tell: names that
-- are numbered, or known late. digest: of URL, path and all else that decides on the path.
CREATE TABLE named_items(
  job bigint NOT NULL,
  digest bytea NOT NULL,
  seq bigint NOT NULL,
  PRIMARY KEY(job, digest)
);

-- The next number for a name that is taken: name (1).ext, name (2).ext.
CREATE TABLE name_numbers(
  job bigint NOT NULL,
  path_key text COLLATE "C" NOT NULL,
  next_number bigint NOT NULL,
  PRIMARY KEY(job, path_key)
);

-- Validators of saved files whose item was deleted or lost its claim.
CREATE TABLE saved_files(
  path_key text COLLATE "C" PRIMARY KEY,
  path text COLLATE "C" NOT NULL,
  url text COLLATE "C" NOT NULL,
  size bigint NOT NULL,
  sha256 bytea,
  mtime_ms bigint,
  etag text COLLATE "C",
  last_modified text COLLATE "C",
  final_url text COLLATE "C"
);

-- Digests of the URLs that a source listed, for sources that may list one twice.
CREATE TABLE listed_urls(
  job bigint NOT NULL,
  digest bytea NOT NULL,
  PRIMARY KEY(job, digest)
);

-- Directories that a job made, which are removed with its files if they are empty then.
CREATE TABLE directories(
  job bigint NOT NULL,
  path text COLLATE "C" NOT NULL
);

-- By its digest: an index takes no path as long as the longest.
CREATE UNIQUE INDEX directories_by_path ON directories(job, md5(path));

-- How a job went, in steps: for its chart, and for the time that is left.
CREATE TABLE series(
  job bigint PRIMARY KEY,
  points text COLLATE "C" NOT NULL
);

-- What happened to a job: some of the first entries and the last ones. The id is the number of the
-- job, then that of the entry.
CREATE TABLE job_log(
  id bigint PRIMARY KEY,
  at_ms bigint NOT NULL,
  kind smallint NOT NULL,
  detail text COLLATE "C"
);

-- The last attempts at an item (its key is the id), of some items of a job that had more than one
-- or failed.
CREATE TABLE attempt_logs(
  id bigint PRIMARY KEY,
  attempts text COLLATE "C" NOT NULL
);

-- How often a coordinator has begun to work on this database, and where its interface is, while it
-- takes commands: one row.
CREATE TABLE coordinator(
  id bigint PRIMARY KEY CHECK (id = 1),
  epoch bigint NOT NULL,
  address text COLLATE "C"
);

-- Fetchers that the coordinator gives tasks, or one before it gave some. place: where the fetcher's
-- node listens for others.
CREATE TABLE holders(
  fetcher text COLLATE "C" PRIMARY KEY,
  place text COLLATE "C" NOT NULL
);

-- Posted lists in pieces, where other machines have to reach them.
CREATE TABLE lists(
  name text COLLATE "C" NOT NULL,
  piece bigint NOT NULL,
  created_ms bigint NOT NULL,
  content bytea NOT NULL,
  PRIMARY KEY(name, piece)
);

-- The version of these tables: one row.
CREATE TABLE version(
  id smallint PRIMARY KEY CHECK (id = 1),
  number integer NOT NULL
);
