import type { Json } from "../types.ts";
import { jsonSchemaOf } from "./schema-hash.ts";
import { declaredTypes } from "./type-registry.ts";

/** A declared type in words. */
export interface TypeManifest {
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
  readonly schema: { readonly [member: string]: Json };
  readonly schema_hash: string;
  /** Name of the output's serializer. */
  readonly output: string;
  readonly base?: { readonly namespace: string; readonly name: string; readonly version: string };
  readonly kind?: string;
  readonly module?: string;
  readonly doc?: string;
}

/** All types that this program declares: what there is to compute, also of what nothing is stored yet. */
export function manifest(): TypeManifest[] {
  return declaredTypes().map((type) => {
    const { namespace, name, version, schema, schemaHash, output, base, kind, module, doc } = type;
    return {
      namespace,
      name,
      version,
      schema: jsonSchemaOf(schema),
      schema_hash: schemaHash,
      output: output.serializer.name,
      ...(base ? { base: { namespace: base.namespace, name: base.name, version: base.version } } : {}),
      ...(kind === undefined ? {} : { kind }),
      ...(module === undefined ? {} : { module }),
      ...(doc === undefined ? {} : { doc }),
    };
  });
}
