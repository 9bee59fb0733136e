-- The service database, in steps: each is taken once, in order, and never changed after it was published.

-- step 1
CREATE TABLE secrets (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;
INSERT INTO secrets VALUES ('texts', randomblob(32));

CREATE TABLE users (
  name TEXT PRIMARY KEY, password TEXT NOT NULL, role TEXT NOT NULL, areas TEXT NOT NULL,
  disabled INTEGER NOT NULL DEFAULT 0, must_change INTEGER NOT NULL DEFAULT 0, made_at REAL NOT NULL, last_login REAL
) STRICT;

CREATE TABLE sessions (
  hash BLOB PRIMARY KEY, user TEXT NOT NULL REFERENCES users (name), started REAL NOT NULL, seen REAL NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_of ON sessions (user);

CREATE TABLE keys (
  name TEXT PRIMARY KEY, hash BLOB NOT NULL UNIQUE, role TEXT NOT NULL, areas TEXT NOT NULL, expires REAL NOT NULL,
  made_at REAL NOT NULL, made_by TEXT NOT NULL, used REAL, revoked INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE attempts (subject BLOB PRIMARY KEY, count INTEGER NOT NULL, last REAL NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE entries (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, who TEXT NOT NULL, role TEXT NOT NULL, via TEXT NOT NULL,
  address TEXT NOT NULL, action TEXT NOT NULL, what TEXT NOT NULL, status INTEGER NOT NULL, area TEXT NOT NULL,
  generation INTEGER NOT NULL, details TEXT NOT NULL, digest TEXT NOT NULL, previous BLOB NOT NULL, hash BLOB NOT NULL
) STRICT;
CREATE TABLE anchors (seq INTEGER PRIMARY KEY, hash BLOB NOT NULL) STRICT;

CREATE TRIGGER entries_stay BEFORE UPDATE ON entries
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER entries_are_not_replaced BEFORE INSERT ON entries  -- which REPLACE would do past the other two
WHEN EXISTS (SELECT 1 FROM entries WHERE seq = new.seq)
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER entries_are_kept BEFORE DELETE ON entries
WHEN old.seq > coalesce((SELECT max(seq) FROM anchors), 0)
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER anchors_stay BEFORE UPDATE ON anchors
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER anchors_are_kept BEFORE DELETE ON anchors
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
-- 180 days, whatever the program says; the times are UTC in one form, so texts compare as times do.
CREATE TRIGGER anchors_are_old BEFORE INSERT ON anchors
WHEN coalesce((SELECT at FROM entries WHERE seq = new.seq AND hash = new.hash), '9999')
  > strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-180 days')
BEGIN SELECT RAISE(ABORT, 'the audit log is kept for 180 days'); END;

-- step 2
CREATE INDEX unmasked ON entries (who, at) WHERE action = 'unmask';
