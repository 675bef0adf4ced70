import { HostUrl } from "../config/settings.ts";
import { usage } from "./failure.ts";

/** The address of a server as typed, in its one spelling. */
export function parseHost(text: string): string {
  const parsed = HostUrl.safeParse(text);
  if (parsed.success) return parsed.data;
  throw usage(`${text || "The address"} ${parsed.error.issues[0]?.message ?? "is not valid"}.`);
}
