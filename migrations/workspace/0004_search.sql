-- Columns to search runs by, saved views.
SELECT 1;
