import type { TaskParams } from "@cairn/sdk/schema";
import { formatNumber } from "../../charts/format";
import { shortId } from "../words";
import { readTagged } from "./tagged";

/** Parameters in one line, as `rate=0.3 of=59953a0d1a`: what tells tasks of one type apart. */
export const summaryOf = (params: TaskParams): string =>
  typeof params === "object" && params !== null && !Array.isArray(params) ? members(params) : short(params);

const members = (value: { [name: string]: TaskParams }): string =>
  Object.entries(value)
    .map(([name, one]) => `${name}=${short(one)}`)
    .join(" ");

function short(value: TaskParams): string {
  const tagged = readTagged(value);
  if (tagged) return tagged.kind === "task" ? shortId(tagged.text) : tagged.text;
  if (typeof value === "number") return formatNumber(value);
  if (Array.isArray(value)) return `[${value.map(short).join(", ")}]`;
  if (typeof value === "object" && value !== null) return `{${members(value)}}`;
  return String(value);
}
