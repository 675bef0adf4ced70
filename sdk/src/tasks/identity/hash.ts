import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { nodeProcess } from "../../runtime.ts";
import type { TaskIdentity } from "../types.ts";
import { canonicalText } from "./canonical.ts";

type NativeHash = (algorithm: string, data: string | Uint8Array, encoding: "hex") => string;

/** The runtime's own, where there is one that does not make us wait. */
const native: NativeHash | undefined = nodeProcess()?.getBuiltinModule("node:crypto").hash as NativeHash | undefined;

/** SHA-256 of bytes, or of a text in UTF-8, as 64 hexadecimal digits. */
export function sha256Hex(data: string | Uint8Array): string {
  if (native) return native("sha256", data, "hex");
  return bytesToHex(sha256(typeof data === "string" ? utf8ToBytes(data) : data));
}

/** Id of a task: SHA-256 of the RFC 8785 form of what it is. */
export function taskId({ namespace, name, version, params }: TaskIdentity): string {
  return sha256Hex(canonicalText({ namespace, name, version, params }));
}
