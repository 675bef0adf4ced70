-- Experiments, run lifecycle.
SELECT 1;
