import type { z } from "zod";
import { TargetRootName } from "../../schema/workspaces.ts";
import type { FolderSerializer, OutputSpec, Serializer } from "../types.ts";
import { invalid } from "./errors.ts";
import { checkPathParts } from "./paths.ts";
import { classOf, coreOf, formOf } from "./schema-form.ts";
import { checked } from "./serializers/checked.ts";
import { clone } from "./serializers/clone.ts";
import { json } from "./serializers/json.ts";
import { typedArray } from "./serializers/npy.ts";
import { bytes, text } from "./serializers/plain.ts";
import { DTYPES } from "./serializers/typed-arrays.ts";

/** Where an output lies; see {@link OutputSpec}. */
type Placing = Pick<OutputSpec<unknown>, "root" | "path">;

/** How a type says what its output is: a schema, a serializer, or either with a place. */
export type OutputDeclaration<T> =
  | z.ZodType<T>
  | Serializer<T>
  | FolderSerializer<T>
  | ({ schema: z.ZodType<T>; serializer?: Serializer<T> } & Placing)
  | ({ serializer: Serializer<T> | FolderSerializer<T>; schema?: undefined } & Placing);

const isSchema = (value: object): value is z.ZodType => "_zod" in value;
const isSerializer = (value: object): value is Serializer<unknown> | FolderSerializer<unknown> => "write" in value && "read" in value;

/**
 * What was declared, resolved once: a string becomes text, a Uint8Array bytes, another typed array `.npy`, what JSON can say JSON, and
 * what holds dates, maps, sets, bigint or anything unknown `clone`. The schema checks each value when it is written and when it is read.
 *
 * @throws ValidationError that names the field which cannot be saved, or the part of the path or the root that is not allowed
 *
 * @example outputSpec({ schema: z.object({ loss: z.number() }), root: "archive", path: { filename: "metrics" } })
 */
export function outputSpec<T>(declared: OutputDeclaration<T>): OutputSpec<T> {
  if (typeof declared !== "object" || declared === null) throw invalid("output", "type", "must be a zod schema or a serializer");
  if (isSchema(declared)) return { serializer: serializerFor(declared as z.ZodType<T>) };
  if (isSerializer(declared)) return { serializer: wellFormed(declared) as Serializer<T> };
  const { schema, serializer, root, path } = declared as { schema?: z.ZodType<T>; serializer?: Serializer<T> } & Placing;
  if (!schema && !serializer) throw invalid("output", "type", "must be a zod schema, a serializer, or have one as schema or serializer");
  if (root !== undefined && !TargetRootName.safeParse(root).success) {
    throw invalid("output.root", "pattern", "may hold a–z, 0–9, _ and -, up to 48");
  }
  checkPathParts(path ?? {});
  let chosen: OutputSpec<T>["serializer"];
  if (!serializer) chosen = serializerFor(schema as z.ZodType<T>);
  else if (!schema) chosen = wellFormed(serializer) as Serializer<T>;
  else if ("isFolder" in serializer) throw invalid("output.schema", "folder", "a schema cannot check a folder");
  else chosen = checked(schema, wellFormed(serializer) as Serializer<unknown>);
  return { serializer: chosen, ...(root === undefined ? {} : { root }), ...(path ? { path } : {}) };
}

function serializerFor<T>(schema: z.ZodType<T>): Serializer<T> {
  const core = coreOf(schema);
  if (core._zod.def.type === "string") return checked(schema, text() as Serializer<unknown>);
  const kind = classOf(core);
  if (kind?.name === "Uint8Array") return checked(schema, bytes() as Serializer<unknown>);
  if (kind && kind.name !== "Uint8ClampedArray" && [...DTYPES.values()].includes(kind)) {
    return checked(schema, typedArray(kind) as Serializer<unknown>);
  }
  return checked(schema, formOf(schema) === "json" ? json<unknown>() : clone());
}

/** Checks what a serializer of somebody else says of itself: its name is stored, and its extension becomes part of a path. */
function wellFormed(serializer: Serializer<unknown> | FolderSerializer<unknown>) {
  const { name, write, read } = serializer;
  if (typeof name !== "string" || !/^[\w.+-]{1,64}$/.test(name)) {
    throw invalid("output.name", "pattern", "a serializer's name may hold letters, digits, _ . + and -, up to 64");
  }
  if (typeof write !== "function" || typeof read !== "function") throw invalid("output", "type", "a serializer must have write and read");
  if (!("isFolder" in serializer)) checkPathParts({ extension: serializer.extension }, "output");
  return serializer;
}
