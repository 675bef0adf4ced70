import { createHash } from "node:crypto";
import { z } from "zod";
import { json } from "../../src/tasks/outputs/serializers/json.ts";
import type { AnyTask, AnyTaskType, TaskContext, TaskOf } from "../../src/tasks/types.ts";
export interface Spec {
  name: string;
  run?: (p: any, ctx: TaskContext) => unknown;
  kind?: string;
  maxAttempts?: number;
  validate?: any;
  estimate?: any;
  executor?: string;
}
export function fixture<T = any>(spec: Spec, params: any = {}, dependencies: AnyTask[] = []): TaskOf<T> {
  const type: AnyTaskType = {
    namespace: "",
    version: "1",
    schemaHash: "x",
    schema: z.object({}),
    output: { serializer: json() as any },
    maxAttempts: 1,
    run: spec.run ?? ((p) => p),
    ...spec,
  } as AnyTaskType;
  const id = createHash("sha256")
    .update(JSON.stringify([spec.name, params, dependencies.map((d) => d.id)]))
    .digest("hex");
  return {
    id,
    type,
    params,
    dependencies,
    toJSON: () => ({
      id,
      namespace: "",
      name: spec.name,
      version: "1",
      params,
      schema_hash: "x",
      dependencies: dependencies.map((d) => d.id),
    }),
  };
}
