#!/usr/bin/env node
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 12)) {
  console.error(
    `Error: cairn needs Node 22.12 or newer; this is ${process.version}. Inside a clone of Cairn, \`npx cairn\` brings its own.`,
  );
  process.exit(1);
}

try {
  await import("../dist/cli/main.js");
} catch (error) {
  if (error?.code !== "ERR_MODULE_NOT_FOUND" || !String(error.url ?? error.message).includes("dist/cli/main.js")) throw error;
  console.error("Error: the command line is not built yet.\n  Run: npm run build");
  process.exit(1);
}
