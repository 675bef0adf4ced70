import { type PutTaskAsset, TASK_ASSET_MAX_BYTES, type TaskAsset, type TaskAssetContent } from "@cairn/sdk/schema";
import { Fault, notFound } from "../../shared/errors.ts";
import type { VerbInput } from "../context.ts";
import { limitReached, requireRoom } from "../space.ts";
import { findAsset, pageAssets, toAsset, writeAsset } from "./asset-store.ts";
import { changeTasks } from "./change.ts";
import { type Field, FieldWriter } from "./fields-store.ts";
import { ASSETS_PER_TASK_MAX } from "./limits.ts";
import { actorText, readLivingTask, readTask } from "./store.ts";

export interface PutAssetInput {
  task: string;
  name: string;
  asset: PutTaskAsset;
  /** What a search finds the task by because of it. */
  fields: readonly Field[];
}

/** Adds a report to a task, or replaces the one of its name. Throws `not_found`, `payload_too_large`, `limit_reached`. */
export function putAsset({ ctx, input }: VerbInput<PutAssetInput>): TaskAsset {
  const { sql } = ctx;
  const { name, asset, fields } = input;
  const row = readLivingTask(sql, input.task);
  requireRoom(sql);
  const content = asset.kind === "json" ? JSON.stringify(asset.content) : String(asset.content);
  const size = new TextEncoder().encode(content).length;
  if (size > TASK_ASSET_MAX_BYTES)
    throw new Fault("payload_too_large", `body.content: a report may have at most ${TASK_ASSET_MAX_BYTES} bytes`, {
      limit: { name: "task_asset_bytes", value: TASK_ASSET_MAX_BYTES },
    });
  const assets = pageAssets(sql, row.number);
  if (assets.length >= ASSETS_PER_TASK_MAX && !assets.some((one) => one.name === name))
    throw limitReached("assets_per_task", ASSETS_PER_TASK_MAX);
  changeTasks(ctx, (changes) => {
    const writer = new FieldWriter(sql);
    writer.removeBelow(row.number, `asset.${name}`);
    writer.add(row.number, row.type_id, fields);
    writer.flush();
    writeAsset(sql, {
      ...{ task: row.number, name, kind: asset.kind, content, size_bytes: size, attempt: asset.attempt ?? null },
      ...{ created_by: actorText(ctx.actor), created_at: changes.now },
    });
    changes.set(row, {});
    changes.emit({ type: "task.reported", subject: { type: "task", id: row.id }, data: { asset: name, kind: asset.kind, bytes: size } });
  });
  return toAsset(requireAsset(sql, row.number, name));
}

/** A report with its content. Throws `not_found`. */
export function getAsset({ ctx, input }: VerbInput<{ task: string; name: string }>): TaskAssetContent {
  const asset = requireAsset(ctx.sql, readTask(ctx.sql, input.task).number, input.name);
  return { ...toAsset(asset), content: asset.kind === "json" ? JSON.parse(asset.content) : asset.content };
}

/** Reports of a task, by name. Throws `not_found`. */
export const listAssets = ({ ctx, input }: VerbInput<{ task: string }>): { items: TaskAsset[] } => ({
  items: pageAssets(ctx.sql, readTask(ctx.sql, input.task).number).map(toAsset),
});

function requireAsset(sql: SqlStorage, task: number, name: string) {
  const asset = findAsset(sql, task, name);
  if (!asset) throw notFound("report");
  return asset;
}
