import { z } from "zod";
import type { Serializer } from "../../types.ts";
import { invalid } from "../errors.ts";

/**
 * A serializer whose values a schema checks when they are written and when they are read. A `z.codec` in it is stored in its first form.
 * A value that does not fit is refused with its path.
 */
export function checked<T>(schema: z.ZodType<T>, inner: Serializer<unknown>): Serializer<T> {
  return {
    ...inner,
    write: async (value) => inner.write(await naming(() => z.encodeAsync(schema, value))),
    read: async (bytes) => {
      const stored = await inner.read(bytes);
      return naming(() => z.decodeAsync(schema, stored as z.input<typeof schema>));
    },
  };
}

async function naming<V>(parse: () => Promise<V>): Promise<V> {
  try {
    return await parse();
  } catch (error) {
    if (!(error instanceof z.core.$ZodError)) throw error;
    const issue = error.issues[0];
    throw invalid(`output${pathText(issue?.path ?? [])}`, issue?.code ?? "invalid", issue?.message ?? "does not fit the declared output");
  }
}

const pathText = (path: readonly PropertyKey[]): string =>
  path.map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`)).join("");
