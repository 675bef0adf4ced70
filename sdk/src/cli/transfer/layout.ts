import { z } from "zod";
import { ArtifactEntry, ArtifactPath, Digest, Media } from "../../schema/artifacts.ts";
import { idOf, Timestamp } from "../../schema/common.ts";
import { Line } from "../../schema/logs.ts";

/**
 * How exported runs lie in a folder (docs/cli.md):
 *
 * manifest.json              what there is, with the digest of each run's manifest; written last
 * runs/<run id>/manifest.json  size and digest of every file of the run; written last of the run's files
 *   run.json                 the run as the API tells it
 *   metrics.parquet          every point
 *   lines.jsonl              every line of the log
 *   artifacts.jsonl          path, digest and type of every file, whose bytes are in artifacts/<path>
 *   media.jsonl              what was logged by step, whose bytes are in media/
 */
export const MANIFEST = "manifest.json";
export const RUN_FILE = "run.json";
export const METRICS_FILE = "metrics.parquet";
export const LINES_FILE = "lines.jsonl";
export const ARTIFACTS_FILE = "artifacts.jsonl";
export const MEDIA_FILE = "media.jsonl";
export const ARTIFACTS_FOLDER = "artifacts";
export const MEDIA_FOLDER = "media";

export const FORMAT = "cairn.runs";
export const RUN_FORMAT = "cairn.run";
/** Raised when a program that knows only the present shape would misread the new one. */
export const VERSION = 1;

const File = z.object({ size: z.number().int().min(0), sha256: Digest });
const Path = z.string().min(1).max(1_100);

export const Manifest = z.object({
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  sdk: z.string(),
  exported_at: Timestamp,
  source: z.object({ host: z.string(), organization: z.string(), workspace: z.string() }),
  is_complete: z.boolean(),
  runs: z.array(z.object({ id: idOf("run"), number: z.number().int(), name: z.string(), manifest: File })),
});
export type Manifest = z.infer<typeof Manifest>;

export const RunManifest = z.object({
  format: z.literal(RUN_FORMAT),
  version: z.literal(VERSION),
  run: idOf("run"),
  points: z.number().int().min(0),
  files: z.record(Path, File),
});
export type RunManifest = z.infer<typeof RunManifest>;

/** A file of the run. */
export const ExportedArtifact = ArtifactEntry.pick({ content_type: true, created_at: true }).extend({
  path: ArtifactPath,
  sha256: Digest,
  size: z.number().int().min(0),
});
export type ExportedArtifact = z.infer<typeof ExportedArtifact>;

/** Something logged by step; `file` is where its bytes lie below the run's folder. */
export const ExportedMedia = Media.extend({ file: Path });
export type ExportedMedia = z.infer<typeof ExportedMedia>;

export { Line as ExportedLine };

/** The folder of a run below that of the export. */
export const runFolder = (run: string) => `runs/${run}`;
