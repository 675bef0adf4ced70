import { createHash } from "node:crypto";
import { z } from "zod";
import type { AnyTaskType, Json, OutputSpec, TaskOf } from "../../src/tasks/types.ts";

export interface TaskFacts {
  namespace?: string;
  name?: string;
  version?: string;
  params?: Json;
  id?: string;
}

/** A task value with an output, made by hand. */
export function taskWith<T>(
  output: OutputSpec<T>,
  { namespace = "vision", name = "train", version = "1", params = {}, id }: TaskFacts = {},
) {
  const type: AnyTaskType = {
    namespace,
    name,
    version,
    schemaHash: "0".repeat(64),
    schema: z.object({}),
    output: output as OutputSpec<unknown>,
    maxAttempts: 1,
    run: () => null,
  };
  const identity = { name, namespace, params, version };
  const key = id ?? createHash("sha256").update(JSON.stringify(identity)).digest("hex");
  const json = { id: key, ...identity, schema_hash: type.schemaHash, dependencies: [] };
  return { id: key, type, params, dependencies: [], toJSON: () => json } satisfies TaskOf<T> as TaskOf<T>;
}

export const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
export const text = (found: Uint8Array | null): string | null => found && new TextDecoder().decode(found);
