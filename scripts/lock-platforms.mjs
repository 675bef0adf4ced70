// Adds to package-lock.json the optional packages of platforms other than the one that wrote it, so that `npm ci` accepts the
// lockfile everywhere and installs the right binary. Run after every change of dependencies: node scripts/lock-platforms.mjs
import { readFileSync, writeFileSync } from "node:fs";

const path = new URL("../package-lock.json", import.meta.url);
const lock = JSON.parse(readFileSync(path, "utf8"));
const systems = ["android", "darwin", "linux", "win32", "freebsd", "netbsd", "openbsd", "sunos", "aix", "openharmony", "wasi"];
const cpus = ["arm64", "x64", "ia32", "arm", "ppc64", "s390x", "riscv64", "loong64", "mips64el", "mipsel", "wasm32"];

/** os, cpu and libc that a platform package's name tells, e.g. `@biomejs/cli-linux-x64-musl`. */
function platformOf(name) {
  const words = name.split("/").pop().replace("windows", "win32").split(/[-_.]/);
  const os = systems.filter((s) => words.includes(s));
  const cpu = cpus.filter((c) => words.includes(c) || (c === "x64" && words.includes("64")) || (c === "arm" && words.includes("arm")));
  const libc = words.includes("musl") ? ["musl"] : words.includes("gnu") || words.includes("glibc") ? ["glibc"] : undefined;
  return { ...(cpu.length ? { cpu: cpu.slice(0, 1) } : {}), ...(libc ? { libc } : {}), ...(os.length ? { os } : {}) };
}

let added = 0;
for (let changed = true; changed; ) {
  changed = false;
  for (const [at, entry] of Object.entries(lock.packages)) {
    for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
      let folder = at;
      let found = false;
      for (;;) {
        if (lock.packages[`${folder ? `${folder}/` : ""}node_modules/${name}`]) found = true;
        if (found || folder === "") break;
        folder = folder.includes("/node_modules/") ? folder.slice(0, folder.lastIndexOf("/node_modules/")) : "";
      }
      if (found) continue;
      const version = range.replace(/^[~^=]/, "");
      lock.packages[`node_modules/${name}`] = { version, ...platformOf(name), optional: true };
      added++;
      changed = true;
    }
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${added} optional packages of other platforms added`);
