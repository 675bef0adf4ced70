import type { Json } from "../types.ts";
import { wantedTypes } from "./fields.ts";
import { jsonSchemaOf } from "./schema-hash.ts";
import { declaredTypes } from "./type-registry.ts";

interface TypeName {
  readonly namespace: string;
  readonly name: string;
}

/** A declared type in words, as the server takes it. */
export interface TypeManifest extends TypeName {
  readonly version: string;
  /** JSON Schema of its parameters as they are stored. */
  readonly schema: { readonly [member: string]: Json };
  readonly schema_hash: string;
  /** The type that it stands in for. */
  readonly base?: TypeName;
  /** Types that its parameters ask for. */
  readonly dependencies: readonly TypeName[];
  readonly module?: string;
  readonly doc?: string;
}

const nameOf = ({ namespace, name }: TypeName): TypeName => ({ namespace, name });

/** All types that this program declares: what there is to compute, also of what nothing is stored yet. */
export function manifest(): TypeManifest[] {
  return declaredTypes().map((type) => {
    const { namespace, name, version, schema, schemaHash, base, module, doc } = type;
    const wanted = new Map(wantedTypes(schema).map((one) => [`${one.namespace}\0${one.name}`, nameOf(one)]));
    return {
      namespace,
      name,
      version,
      schema: jsonSchemaOf(schema),
      schema_hash: schemaHash,
      dependencies: [...wanted.values()],
      ...(base ? { base: nameOf(base) } : {}),
      ...(module === undefined ? {} : { module }),
      ...(doc === undefined ? {} : { doc }),
    };
  });
}
