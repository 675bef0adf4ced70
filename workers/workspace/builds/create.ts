import type { BuildDetail, CreateBuild } from "@cairn/sdk/schema";
import { SECOND_MS } from "../../shared/clock.ts";
import { transact, type VerbInput } from "../context.ts";
import { stringifyFields } from "../runs/fields.ts";
import { friendlyName } from "../runs/names.ts";
import { provenanceOf } from "../runs/provenance.ts";
import { requireRoom } from "../space.ts";
import { actorText } from "../tasks/store.ts";
import { readBuildDetail } from "./rows.ts";
import { findBuild, insertBuild, writeBuild } from "./store.ts";

/**
 * Begins a build. With the id of one that exists it answers that one, changed in nothing. Throws `limit_reached`, `payload_too_large`.
 */
export function createBuild({ ctx, input }: VerbInput<CreateBuild & { id: string }>): { build: BuildDetail; created: boolean } {
  const { sql } = ctx;
  if (findBuild(sql, input.id)) return { build: readBuildDetail(sql, input.id), created: false };
  requireRoom(sql);
  const tags = stringifyFields("tags", input.tags);
  const { host, commit, environment } = provenanceOf(input.environment);
  const now = ctx.clock.now();
  transact(ctx, (emit) => {
    const number = insertBuild(sql, {
      id: input.id,
      description: input.description,
      commit: input.commit ?? commit,
      host,
      runner: input.runner ?? null,
      tags,
      roots: [...new Set(input.roots)],
      createdBy: actorText(ctx.actor),
      now,
      heartbeatTimeoutMs: input.heartbeat_timeout_s * SECOND_MS,
      environment,
    });
    const name = input.name ?? friendlyName(number);
    writeBuild(sql, number, { name });
    emit({ type: "build.created", subject: { type: "build", id: input.id }, data: { number, name } });
  });
  ctx.wakeAt(now + input.heartbeat_timeout_s * SECOND_MS);
  return { build: readBuildDetail(sql, input.id), created: true };
}
