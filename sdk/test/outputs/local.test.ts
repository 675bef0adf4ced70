import { fileStorage } from "../../src/tasks/outputs/storage/local.ts";
import { memoryStorage } from "../../src/tasks/outputs/storage/memory.ts";
import { storageContract } from "./contract.ts";
import { temporaryFolder } from "./folder.ts";

storageContract("memory", () => memoryStorage());
storageContract("a local folder", () => fileStorage(temporaryFolder()));
