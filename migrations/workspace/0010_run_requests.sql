-- A checksum of each field of the request that made the run, by the field's name (JSON): the same id with another body is a conflict.
-- NULL for runs that are older than this column: nothing is known of their requests.
ALTER TABLE run_environments ADD COLUMN request TEXT;
