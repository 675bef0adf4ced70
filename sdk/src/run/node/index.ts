// What runs have in Node, Bun and Deno alone. The core loads it by name at run time: see ../node-side.ts.
import { readFile } from "node:fs/promises";
import { JournalWriter } from "../journal/writer.ts";

export { offlineDelivery } from "../journal/delivery.ts";
export { sendLeftBehind } from "../journal/list.ts";
export { captureEnvironment } from "./environment.ts";
export { forget, remember } from "./exit.ts";
export { fileOfStream, filesOf, keepFiles } from "./files.ts";
export { whileHeld } from "./hold.ts";
export { offlineDetail } from "./offline.ts";
export { record } from "./record.ts";
export { environmentFor, runSettings } from "./settings.ts";
export { typeOf } from "./types.ts";

export const readBytes = async (file: string | URL): Promise<Uint8Array<ArrayBuffer>> => new Uint8Array(await readFile(file));

export const openJournal = (...args: ConstructorParameters<typeof JournalWriter>): JournalWriter => new JournalWriter(...args);
