/** The journal's `DatabaseKind.version`. */
export const SCHEMA_VERSION = 3;

// Rows stay in the order in which they were appended: clustering events by execution would write all over the file and
// costs most of the speed. An index on (execution, id) finds them again.
// Records are JSON texts without what has a column of its own, so a new optional member needs no new version.
export const JOURNAL_TABLES = `
  CREATE TABLE definitions (id INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE, text TEXT NOT NULL);

  CREATE TABLE machines (arn TEXT PRIMARY KEY, definition INTEGER NOT NULL, record TEXT NOT NULL);

  -- What is known by kind and ARN; ids count the creations.
  CREATE TABLE resources (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    arn TEXT NOT NULL,
    record TEXT NOT NULL,
    UNIQUE (kind, arn)
  );

  -- Ids count the starts, so the newest execution has the highest.
  CREATE TABLE executions (
    id INTEGER PRIMARY KEY,
    arn TEXT NOT NULL UNIQUE,
    machine TEXT NOT NULL,
    status TEXT NOT NULL,
    map_run TEXT,
    definition INTEGER NOT NULL,
    record TEXT NOT NULL
  );
  CREATE INDEX executions_of_map_run ON executions (map_run) WHERE map_run IS NOT NULL;
  CREATE INDEX executions_of_machine ON executions (machine);
  CREATE INDEX executions_of_machine_by_status ON executions (machine, status);
  CREATE INDEX executions_by_status ON executions (status);

  CREATE TABLE events (
    execution INTEGER NOT NULL,
    id INTEGER NOT NULL,
    previous INTEGER NOT NULL,
    timestamp INTEGER NOT NULL,
    type TEXT NOT NULL,
    details TEXT
  );
  CREATE UNIQUE INDEX events_of_execution ON events (execution, id);

  CREATE TABLE frames (
    execution INTEGER NOT NULL,
    scope TEXT NOT NULL,
    frame TEXT NOT NULL,
    progress TEXT NOT NULL
  );
  CREATE UNIQUE INDEX frames_of_execution ON frames (execution, scope);
`;
