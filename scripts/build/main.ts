import { buildAll } from "./build.ts";
import { CommandError } from "./command.ts";

try {
  await buildAll({ force: process.argv.includes("--force") });
} catch (error) {
  console.error(error instanceof CommandError ? `${error.output}\n${error.message}` : error);
  process.exitCode = 1;
}
