-- Directories that a job made: removed with its files, if nothing else is in them by then.
CREATE TABLE directories(
  job INTEGER NOT NULL,
  path TEXT NOT NULL,
  PRIMARY KEY(job, path)
) WITHOUT ROWID;
