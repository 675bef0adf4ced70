import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../stack/paths.ts";
import { configurationPage } from "./configuration.ts";

writeFileSync(join(root, "docs/configuration.md"), configurationPage());
console.log("docs/configuration.md is up to date");
