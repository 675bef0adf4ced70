-- The store of metric points.
SELECT 1;
