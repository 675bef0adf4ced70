-- How many of a day's attempts succeeded; null for days before it was counted.
ALTER TABLE attempt_days ADD COLUMN succeeded INTEGER;
