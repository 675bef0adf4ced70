// Tasks computed by workers on many machines, through BullMQ on Redis.
export { type BullmqOptions, bullmq } from "./runner.ts";
export { type BullmqWorker, type BullmqWorkerOptions, startWorker } from "./worker.ts";
