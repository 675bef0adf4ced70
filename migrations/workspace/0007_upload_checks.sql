-- How far the digest of a large upload is checked: bytes that were read, and the eight words of SHA-256 after them.
ALTER TABLE uploads ADD COLUMN checked_bytes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE uploads ADD COLUMN checked_words BLOB;
