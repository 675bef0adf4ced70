import { CURVES_MEDIA_TYPE, decodeCurves } from "../schema/curves-binary.ts";
import type { Curves } from "../schema/index.ts";
import { readData } from "../transport/answer.ts";

/** The curves of an answer, which is binary unless something on the way wanted JSON. */
export async function readCurves(response: Response): Promise<Curves> {
  const type = response.headers.get("content-type") ?? "";
  return type.startsWith(CURVES_MEDIA_TYPE) ? decodeCurves(await response.arrayBuffer()) : ((await readData(response)) as Curves);
}
