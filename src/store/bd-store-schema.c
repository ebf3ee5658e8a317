/* bd-store-schema.c: the tables of records.db, and how they came to be
 *
 * Sections and sources stand as words, so that a new kind never moves the meaning of an old row.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-store-rows-private.h"

static const char *const migrations[] = {
  /* 0 → 1 */
  "CREATE TABLE person ("
  "  id INTEGER PRIMARY KEY,"
  "  nhi TEXT NOT NULL UNIQUE,"        /* the live number, as last heard */
  "  patient BLOB,"                    /* projection; NULL: no demographics kept */
  "  bytes BLOB,"                      /* as received */
  "  saved_at INTEGER NOT NULL DEFAULT 0,"
  "  keep_until INTEGER NOT NULL DEFAULT 0,"
  "  agreement TEXT"
  ") STRICT;"
  "CREATE TABLE number ("
  "  nhi TEXT PRIMARY KEY,"
  "  person INTEGER NOT NULL REFERENCES person ON DELETE CASCADE"
  ") STRICT;"
  "CREATE INDEX number_person ON number (person);"
  "CREATE TABLE part ("
  "  id INTEGER PRIMARY KEY,"
  "  person INTEGER NOT NULL REFERENCES person ON DELETE CASCADE,"
  "  section TEXT NOT NULL,"
  "  source TEXT NOT NULL,"
  "  line BLOB NOT NULL,"
  "  saved_at INTEGER NOT NULL,"
  "  keep_until INTEGER NOT NULL,"
  "  agreement TEXT,"
  "  UNIQUE (person, section, source)"
  ") STRICT;"
  "CREATE TABLE entry ("
  "  id INTEGER PRIMARY KEY,"
  "  part INTEGER NOT NULL REFERENCES part ON DELETE CASCADE,"
  "  entry_id TEXT NOT NULL,"
  "  position INTEGER NOT NULL,"
  "  projection BLOB NOT NULL"
  ") STRICT;"
  "CREATE INDEX entry_part ON entry (part, position);"
  "CREATE TABLE body ("
  "  entry INTEGER PRIMARY KEY REFERENCES entry ON DELETE CASCADE,"
  "  bytes BLOB NOT NULL"
  ") STRICT;"
  "CREATE TABLE seen ("
  "  clinician TEXT NOT NULL,"
  "  person INTEGER NOT NULL REFERENCES person ON DELETE CASCADE,"
  "  snapshot BLOB NOT NULL,"
  "  at INTEGER NOT NULL,"
  "  PRIMARY KEY (clinician, person)"
  ") STRICT;"
  "CREATE INDEX seen_person ON seen (person);",
};

const BdSchema bd_store_schema = { migrations, G_N_ELEMENTS (migrations), .set_aside = TRUE, .large_pages = TRUE };
