export { OutputDamagedError, OutputMissingError, StorageError } from "./errors.ts";
export { type OutputPaths, pathsOf } from "./paths.ts";
export { json, jsonl } from "./serializers/json.ts";
export { fileStorage, type LocalOptions } from "./storage/local.ts";
export { memoryStorage } from "./storage/memory.ts";
export { type LoadOptions, type OutputInfo, type OutputTarget, type SaveOptions, targetOf } from "./target.ts";
