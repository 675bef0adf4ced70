import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../stack/paths.ts";
import { configurationPage } from "./configuration.ts";
import { eventsPage } from "./events.ts";

writeFileSync(join(root, "docs/configuration.md"), configurationPage());
writeFileSync(join(root, "docs/events.md"), eventsPage());
console.log("docs/configuration.md and docs/events.md are up to date");
