import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "../shared/clock.ts";

const KIB = 1024;
const MIB = 1024 * KIB;

/** Largest row we write, in bytes: SQLite-backed objects refuse rows above 2 MB in production; the local runtime does not. */
export const ROW_MAX_BYTES = 1_900_000;
/** The data of a workspace, in bytes: an object holds 10 GB at most; the rest is for deletes and events. */
export const WORKSPACE_MAX_BYTES = 9_000_000_000;
/** Params, tags, and summary of one run as JSON, in bytes each: the three share a row. Ours. */
export const FIELDS_MAX_BYTES = 512 * KIB;
/** Environment of one run as JSON, in bytes: it has a row of its own. Ours: a body may hold 1 MiB with all else. */
export const ENVIRONMENT_MAX_BYTES = 900 * KIB;
/** Inputs, and outputs, of one run as JSON, in bytes: both and the notes share a row. Ours. */
export const REFERENCES_MAX_BYTES = 512 * KIB;
/** Runs above a run, parent by parent. Ours. */
export const RUN_DEPTH_MAX = 100;
/** A deleted run can be taken back for so long. Ours. */
export const TRASH_MS = 30 * DAY_MS;
/** Different metrics of one run. Ours: their summaries are one row. */
export const METRICS_PER_RUN_MAX = 2_000;
/** Different writers of one run. Ours: one per process that logs into it. */
export const WRITERS_PER_RUN_MAX = 1_000;
/** Experiments of one workspace. Ours. */
export const EXPERIMENTS_MAX = 10_000;
/** A page of a list ends before it has more JSON than this, in bytes: an answer of an object may have 32 MiB. */
export const PAGE_MAX_BYTES = 4 * MIB;
/** Names of changed fields that an event lists. Ours. */
export const EVENT_FIELDS_MAX = 100;

/** Runs that one alarm marks crashed before it lets other requests in. Ours. */
export const CRASHES_PER_ALARM = 200;
/** Steps of a purge that one alarm takes; other requests come in between. Ours. */
export const PURGE_STEPS_PER_ALARM = 100;
/** Runs of a bulk change that are done before other requests come in. Ours. */
export const BULK_CHUNK = 50;
/** Objects in R2 that one alarm deletes: what one call to R2 may name. */
export const GARBAGE_PER_ALARM = 1_000;
/** Characters of a text that a search sees: a segment of 1,024 such texts has to fit in a row. */
export const SEARCH_TEXT_MAX_CHARS = 500;
/** Different fields of a workspace that have columns. Ours: each is a row for every 1,024 runs that have it. */
export const SEARCH_FIELDS_MAX = 20_000;
/** Memory that unpacked columns may take, in bytes: an object has 128 MB. */
export const SEARCH_CACHE_BYTES = 48 * MIB;
/** Runs whose cells lie in memory over their columns; with more, a search folds some first. Ours. */
export const DIRTY_RUNS_MAX = 4_000;
/** Segments that one search folds before it answers that it is too early. Ours: about two seconds of work. */
export const FOLDS_PER_SEARCH = 8;
/** Time from a change to its being folded, so that many runs of a segment share one write. Ours. */
export const DIRTY_FOLD_DELAY_MS = 20 * SECOND_MS;
/** Runs whose points one search reads for functions on history. Ours. */
export const HISTORY_RUNS_MAX = 2_000;
/** Longest regular expression of a filter, in characters. Ours. */
export const PATTERN_MAX_CHARS = 1_000;
/** Saved views of one workspace. Ours. */
export const VIEWS_MAX = 5_000;

/** Comments on one run, and on one experiment. Ours. */
export const COMMENTS_PER_SUBJECT_MAX = 2_000;

/** Alarms are at least so far apart, so that runs that fall silent one after another share one. Ours. */
export const ALARM_SPACING_MS = SECOND_MS;
/** After an alarm that failed. The runtime gives up after 6 tries of its own; we do not. */
export const ALARM_RETRY_MS = MINUTE_MS;

/** Live sockets of one workspace, and of one actor in it. Ours: each event is sent to all of them. */
export const SOCKETS_MAX = 2_000;
export const SOCKETS_PER_ACTOR_MAX = 50;
/** A live socket gets nothing after so long and has to be opened anew: a session that was ended elsewhere shows then. Ours. */
export const SOCKET_LIFE_MS = 15 * MINUTE_MS;
/** Longest message that a live socket may send, in characters: 100 run ids and some room. Ours. */
export const LIVE_COMMAND_MAX_CHARS = 8_000;

/** Events that one message of the outbox names, and messages of one alarm: what one call to a queue may hold. */
export const OUTBOX_SIZE = 100;
export const OUTBOX_MESSAGES_PER_ALARM = 100;
/** Events wait so long for others to share a message with. Ours: a tenth of what a delivery may take. */
export const OUTBOX_DELAY_MS = 200;
/** A message that nobody has confirmed for so long is sent again. Ours. */
export const OUTBOX_RESEND_MS = MINUTE_MS;

/** Bytes that nothing names any more stay so long for those who read them. Ours. */
export const GARBAGE_DELAY_MS = 10 * MINUTE_MS;

/** Lines that are kept of one run; the last one says that the log is full. Ours: about 1 GB of ordinary text. */
export const LINES_PER_RUN_MAX = 10_000_000;
/** Text in one chunk of log lines, in bytes: one line more may be in it. What does not compress still fits into a row. Ours. */
export const LOG_CHUNK_BYTES = 512 * KIB;
/** Lines in one chunk. Ours. */
export const LOG_CHUNK_LINES = 8_192;
/** A log is tidied so long after lines came, however many come meanwhile. Ours. */
export const LOG_TIDY_AFTER_MS = 30 * SECOND_MS;
/** So many small chunks in a row are merged even while lines come. Ours: fewer merges write more rows, more write them more often. */
export const LOG_MERGE_CHUNKS = 16;
/** A log that got no lines for so long is merged whole, and goes to R2. Ours. */
export const LOG_IDLE_MS = HOUR_MS;
/** Packed chunks that wait for R2 while lines come, in bytes, and the most that one object there has. Ours. */
export const LOG_SEAL_BYTES = MIB;
export const LOG_OBJECT_BYTES = 8 * MIB;
/** What is left of an idle log stays in the object when it has less than this, in bytes: R2 takes a read of its own. Ours. */
export const LOG_SEAL_MIN_BYTES = 64 * KIB;
/** Logs that one alarm tidies. Ours. */
export const LOGS_PER_ALARM = 10;
/** Log text that one question looks through, in bytes; with a regular expression less, because that takes ten times as long. Ours. */
export const LOG_SCAN_BYTES = 16 * MIB;
export const LOG_SCAN_REGEX_BYTES = 2 * MIB;
/** What looking at a chunk or a run costs of that, whatever is in it. Ours. */
export const LOG_SCAN_STEP_BYTES = 4 * KIB;
/** Log text that is looked through before other requests get their turn, in bytes: about 20 ms. Ours. */
export const LOG_SCAN_TURN_BYTES = 2 * MIB;
/** Bytes that were written to R2 belong to nothing if their row is not made within this time. Ours. */
export const ANNOUNCED_MS = DAY_MS;
/** Images, tables and texts that one run logs by step. Ours. */
export const MEDIA_PER_RUN_MAX = 100_000;

/** Bytes that a metric takes in the row of a run's summaries beside its name, at most. */
export const METRIC_ROW_BYTES = 300;
/** Watchers of a run hear of new points at most so often. Ours: five times a second looks alive. */
export const LIVE_POINTS_EVERY_MS = 200;

/** Points in one block: with three 64-bit floats each, the most they ever take, a block is a row still. */
export const BLOCK_POINTS_MAX = 76_000;
/** Open points of a run at which it is sealed however many metrics it has. Ours: 6 MiB of memory. */
export const RUN_POINTS_OPEN_MAX = 262_144;
/** The write-ahead log of points, in rows and bytes; above it the run with most in it is sealed. Ours: a wake reads all of it. */
export const WAL_ROWS_MAX = 8_192;
export const WAL_BYTES_MAX = 24 * MIB;
/** Points in a bucket of the narrowest width, about. Ours: buckets take a tenth of what points take. */
export const BUCKET_POINTS = 16;
/** A metric with more points is thinned from its buckets where real points were asked for. Ours: so many are read in 10 ms. */
export const HISTORY_EXACT_MAX = 100_000;
/** Parts of buckets that are merged into a wider one, and how many times as wide it is. */
export const PARTS_PER_MERGE = 8;
/** Blocks of points that one step of a purge drops. */
export const DROPPED_BLOCKS_PER_STEP = 50;
/** Files of one run. Ours. */
export const ARTIFACTS_PER_RUN_MAX = 100_000;
/** Bytes that nothing refers to stay so long, so that what was just uploaded can be committed. Ours. */
export const BLOB_GRACE_MS = DAY_MS;
/** Blobs that one alarm drops. Ours. */
export const BLOBS_PER_ALARM = 500;
/** Uploads of a workspace that are not finished. Ours. */
export const UPLOADS_MAX = 1_000;
/** An upload has to be finished within this time; R2 drops parts after 7 days too. */
export const UPLOAD_LIFE_MS = 7 * DAY_MS;
/** Uploads that one alarm gives up. Ours: each asks R2. */
export const UPLOADS_PER_ALARM = 20;
/** Sealed points go to R2 after so long, at once when the object holds so many bytes. Ours: a fresh run is looked at most. */
export const OFFLOAD_AFTER_MS = HOUR_MS;
export const OFFLOAD_HURRY_BYTES = 4_000_000_000;
/** Smaller blocks stay in the object, in bytes: a read of R2 takes longer than they are worth. Ours. */
export const OFFLOAD_MIN_BYTES = 32 * KIB;
/** Newest blocks of each group of a running run that stay in the object. Ours. */
export const BLOCKS_HELD = 4;
/** Blocks that one alarm moves. Ours. */
export const BLOCKS_PER_ALARM = 16;
