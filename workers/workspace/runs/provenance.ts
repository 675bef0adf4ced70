import type { RunEnvironment } from "@cairn/sdk/schema";
import { Fault } from "../../shared/errors.ts";
import { ENVIRONMENT_MAX_BYTES } from "../limits.ts";

/** An environment as it is stored, with what lists show of it. */
export interface Provenance {
  environment: string;
  host: string | null;
  user: string | null;
  commit: string | null;
  hasDiff: boolean;
}

/** Throws `payload_too_large`. */
export function provenanceOf(environment: RunEnvironment): Provenance {
  const json = JSON.stringify(environment);
  if (new TextEncoder().encode(json).length > ENVIRONMENT_MAX_BYTES) {
    const message = `may have at most ${ENVIRONMENT_MAX_BYTES} bytes as JSON`;
    throw new Fault("payload_too_large", `body.environment ${message}`, {
      errors: [{ path: "body.environment", rule: "too_big", message }],
      limit: { name: "environment_bytes", value: ENVIRONMENT_MAX_BYTES },
    });
  }
  const { host, user, git } = environment;
  return {
    environment: json,
    host: host ?? null,
    user: user ?? null,
    commit: git?.commit ?? null,
    hasDiff: git?.dirty ?? (git?.diff !== undefined && git.diff !== ""),
  };
}
