-- Logs, blobs, artifacts, media.
SELECT 1;
