// Loaded before a program (--import): lets its journals find no room after DISK_BYTES, where a test may not mount a small disk.
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

const { writeSync } = fs;
let left = Number(process.env.DISK_BYTES);

fs.writeSync = ((fd: number, data: Uint8Array, ...rest: [number, number, number]) => {
  const length = rest[1] ?? data.length;
  if (length > left) throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
  left -= length;
  return writeSync(fd, data, ...rest);
}) as typeof fs.writeSync;
syncBuiltinESMExports();
