-- When a mandate was ended before its last day: it is over, whatever the server's clock showed then or shows now.
ALTER TABLE mandates ADD COLUMN ended_at INTEGER;
