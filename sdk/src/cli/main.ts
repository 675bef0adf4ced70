import { SDK_VERSION } from "../version.ts";

const argv = process.argv.slice(2);

// A reader that has enough (`| head`) closes the pipe: that is no failure of ours.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    throw error;
  });
}

if (argv[0] === "--version" || argv[0] === "-V") {
  process.stdout.write(`${SDK_VERSION}\n`);
} else {
  const stopping = new AbortController();
  const onInterrupt = () => {
    stopping.abort();
    // Whatever is still open must not keep the process: Ctrl-C means now.
    setTimeout(() => process.exit(130), 500).unref();
  };
  process.once("SIGINT", onInterrupt);
  const [{ runCli }, { thisMachine }] = await Promise.all([import("./run.ts"), import("../config/paths.ts")]);
  process.exitCode = await runCli(argv, {
    machine: thisMachine(),
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    fetch: globalThis.fetch,
    signal: stopping.signal,
    yieldSignals: () => void process.off("SIGINT", onInterrupt),
  });
  if (stopping.signal.aborted) process.exit(130);
  // An open keep-alive connection or a paused terminal would hold the process for seconds.
  process.stdin.unref?.();
}
