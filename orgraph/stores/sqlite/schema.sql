-- The record store. A statement is one record as one file says it; it is current in the generations
-- [gen_from, gen_to). Days are proleptic ordinals; aliases are joined by U+001F; props are JSON.
CREATE TABLE IF NOT EXISTS state (key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS generation (
  number INTEGER PRIMARY KEY, recorded_at TEXT NOT NULL, note TEXT NOT NULL,
  entities INTEGER NOT NULL, links INTEGER NOT NULL,
  -- Statements are only ever appended, so these rowids part those recorded up to here from those after.
  last_entity INTEGER NOT NULL, last_link INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS file (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS entity (
  id TEXT NOT NULL, file INTEGER NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, home TEXT, code TEXT NOT NULL,
  number TEXT NOT NULL, aliases TEXT NOT NULL, start INTEGER, end INTEGER, props TEXT NOT NULL,
  sheet TEXT NOT NULL, row INTEGER NOT NULL, gen_from INTEGER NOT NULL, gen_to INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS link (
  id TEXT NOT NULL, file INTEGER NOT NULL, type TEXT NOT NULL, subject TEXT NOT NULL, object TEXT NOT NULL,
  start INTEGER, end INTEGER, props TEXT NOT NULL,
  sheet TEXT NOT NULL, row INTEGER NOT NULL, gen_from INTEGER NOT NULL, gen_to INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS entity_id ON entity (id, file);
CREATE INDEX IF NOT EXISTS entity_to ON entity (gen_to) WHERE gen_to < 9223372036854775807;
CREATE INDEX IF NOT EXISTS link_id ON link (id, file);
CREATE INDEX IF NOT EXISTS link_to ON link (gen_to) WHERE gen_to < 9223372036854775807;
-- The review queue: no part of the generations. `review` holds what a load proposed, `decision` is only appended to.
CREATE TABLE IF NOT EXISTS review (
  key TEXT PRIMARY KEY, about TEXT NOT NULL, subject TEXT NOT NULL, text TEXT NOT NULL, file TEXT NOT NULL,
  sheet TEXT NOT NULL, row INTEGER NOT NULL, header TEXT NOT NULL, candidate TEXT NOT NULL, kind TEXT NOT NULL,
  name TEXT NOT NULL, path TEXT NOT NULL, score REAL NOT NULL, reasons TEXT NOT NULL, since TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS decision (
  number INTEGER PRIMARY KEY, key TEXT NOT NULL, verdict TEXT NOT NULL, who TEXT NOT NULL, at TEXT NOT NULL,
  text TEXT NOT NULL, name TEXT NOT NULL
);
-- The worklist: no part of the generations, only appended to. Days and times are ISO texts, finished is '' if not said.
CREATE TABLE IF NOT EXISTS step (
  number INTEGER PRIMARY KEY, gap TEXT NOT NULL, rule TEXT NOT NULL, focus TEXT NOT NULL, home TEXT NOT NULL,
  name TEXT NOT NULL, place TEXT NOT NULL, state TEXT NOT NULL, due TEXT NOT NULL, who TEXT NOT NULL, at TEXT NOT NULL,
  file TEXT NOT NULL, sheet TEXT NOT NULL, row INTEGER NOT NULL, note TEXT NOT NULL, handler TEXT NOT NULL,
  finished TEXT NOT NULL
);
-- The referrals: calls that were kept and what came of them; no part of the generations. Lists and versions are JSON.
CREATE TABLE IF NOT EXISTS referral (
  number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, text TEXT NOT NULL, places TEXT NOT NULL, near TEXT NOT NULL,
  as_of TEXT NOT NULL, asked_at TEXT NOT NULL, top INTEGER NOT NULL, generation INTEGER NOT NULL, known INTEGER NOT NULL,
  versions TEXT NOT NULL, answer TEXT NOT NULL, units TEXT NOT NULL, topics TEXT NOT NULL, who TEXT NOT NULL,
  at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS outcome (
  number INTEGER PRIMARY KEY, call TEXT NOT NULL, unit TEXT NOT NULL, outcome TEXT NOT NULL, day TEXT NOT NULL,
  reason TEXT NOT NULL, better TEXT NOT NULL, satisfied INTEGER, who TEXT NOT NULL, at TEXT NOT NULL
);
CREATE TRIGGER IF NOT EXISTS referral_kept BEFORE UPDATE ON referral
  BEGIN SELECT raise(ABORT, 'referrals are only appended to'); END;
CREATE TRIGGER IF NOT EXISTS referral_there BEFORE DELETE ON referral
  BEGIN SELECT raise(ABORT, 'referrals are only appended to'); END;
CREATE TRIGGER IF NOT EXISTS outcome_kept BEFORE UPDATE ON outcome
  BEGIN SELECT raise(ABORT, 'outcomes are only appended to'); END;
CREATE TRIGGER IF NOT EXISTS outcome_there BEFORE DELETE ON outcome
  BEGIN SELECT raise(ABORT, 'outcomes are only appended to'); END;
