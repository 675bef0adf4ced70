import { parentPort } from "node:worker_threads";
import { serve } from "./serve.ts";

if (parentPort) {
  const port = parentPort;
  serve({ send: (message) => port.postMessage(message), onMessage: (hear) => void port.on("message", hear) });
}
