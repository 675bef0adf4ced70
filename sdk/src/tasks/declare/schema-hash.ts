import { z } from "zod";
import { typeNameOf } from "../errors.ts";
import { canonicalText } from "../identity/canonical.ts";
import { sha256Hex } from "../identity/hash.ts";
import type { Json } from "../types.ts";
import { taskTypeOf } from "./fields.ts";

/** JSON Schema of parameters (draft 2020-12), with what it cannot say marked by `x-cairn`. */
export function jsonSchemaOf(schema: z.ZodObject): { [member: string]: Json } {
  const made = z.toJSONSchema(schema, {
    unrepresentable: "any",
    io: "input",
    override({ zodSchema, jsonSchema }) {
      const wanted = taskTypeOf(zodSchema);
      if (wanted !== undefined) Object.assign(jsonSchema, { "x-cairn": wanted ? `task ${typeNameOf(wanted)}` : "task" });
      else if (["date", "bigint", "map", "set"].includes(zodSchema._zod.def.type))
        Object.assign(jsonSchema, { "x-cairn": zodSchema._zod.def.type });
    },
  });
  return made as { [member: string]: Json };
}

/** SHA-256 of the parameters' JSON Schema: equal for equal parameters, whatever their values. */
export function schemaHashOf(schema: z.ZodObject): string {
  return sha256Hex(canonicalText(JSON.parse(JSON.stringify(jsonSchemaOf(schema))) as Json));
}
