-- 1 from the moment that an output is taken back, by a person or a program, until the task is a success again: whatever lies in a
-- store of outputs meanwhile does not count.
ALTER TABLE tasks ADD COLUMN taken_back INTEGER NOT NULL DEFAULT 0;
UPDATE tasks SET taken_back = 1 WHERE result = 'absent' AND attempt > 0;
