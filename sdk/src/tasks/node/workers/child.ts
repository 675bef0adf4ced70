import { serve } from "./serve.ts";

// Without its parent nobody asks for anything; and a terminal's Ctrl-C is for the parent, who tells what to stop.
process.on("disconnect", () => process.exit(0));
process.on("SIGINT", () => {});
serve({ send: (message) => void process.send?.(message), onMessage: (hear) => void process.on("message", hear) });
