import type { Serializer } from "../../types.ts";
import { owned, textOf, utf8 } from "../bytes.ts";
import { invalid } from "../errors.ts";

/** A string as UTF-8. */
export function text(): Serializer<string> {
  return {
    name: "text",
    extension: "txt",
    mediaType: "text/plain; charset=utf-8",
    write(value) {
      if (typeof value !== "string") throw invalid("output", "type", "must be a string");
      if (!value.isWellFormed()) throw invalid("output", "unicode", "has half of a surrogate pair, which UTF-8 cannot hold");
      return utf8(value);
    },
    read: textOf,
  };
}

/** Bytes as they are. */
export function bytes(): Serializer<Uint8Array> {
  return {
    name: "bytes",
    extension: "bin",
    mediaType: "application/octet-stream",
    write(value) {
      if (!(value instanceof Uint8Array)) throw invalid("output", "type", "must be a Uint8Array");
      return owned(value);
    },
    read: (found) => found,
  };
}
