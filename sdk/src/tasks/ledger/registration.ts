import type { AnyTask } from "../types.ts";
import type { Registration } from "./registry.ts";

/** A task as it is registered: in words, with what people call it, and where it is declared. */
export const registrationOf = (task: AnyTask): Registration => ({
  ...task.toJSON(),
  ...(task.label === undefined ? {} : { label: task.label }),
  ...(task.tags === undefined ? {} : { tags: task.tags }),
  ...(task.type.module === undefined ? {} : { module: task.type.module.slice(-2_000) }),
});
