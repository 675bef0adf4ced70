import { z } from "zod";
import type { DoneMarker, TaskJson } from "../types.ts";
import { textOf, utf8 } from "./bytes.ts";

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const Size = z.int().nonnegative();

/** Members that later versions add are kept. */
const Marker = z.looseObject({
  format: z.literal(1),
  task: z.custom<TaskJson>((value) => Sha256.safeParse((value as TaskJson | null)?.id).success, "must be a task"),
  serializer: z.string().min(1),
  output: z.string().min(1),
  size_bytes: Size,
  sha256: Sha256,
  files: z.array(z.object({ path: z.string().min(1), size_bytes: Size, sha256: Sha256 })).optional(),
  observed: z.array(Sha256).optional(),
  attempt: z.int().positive(),
  finished_at: z.iso.datetime(),
});

export const markerBytes = (marker: DoneMarker): Uint8Array<ArrayBuffer> => utf8(`${JSON.stringify(marker, null, 1)}\n`);

/** @throws Error that says what is wrong with it */
export function parseMarker(bytes: Uint8Array): DoneMarker {
  const parsed = Marker.safeParse(JSON.parse(textOf(bytes)));
  if (!parsed.success) throw new Error(z.prettifyError(parsed.error));
  return parsed.data as DoneMarker;
}
