import { spawn } from "node:child_process";
import { stripVTControlCharacters } from "node:util";
import { root } from "../stack/paths.ts";

/** A command that failed, with all that it printed. */
export class CommandError extends Error {
  readonly output: string;
  constructor(message: string, output: string) {
    super(message);
    this.name = "CommandError";
    this.output = output;
  }
}

/** Runs a command to its end and returns what it printed; throws {@link CommandError} when it exits with anything but 0. */
export function command(
  file: string,
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
): Promise<string> {
  return new Promise((done, failed) => {
    const child = spawn(file, args, {
      cwd: options.cwd ?? root,
      env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0", ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    const take = (chunk: Buffer): void => {
      output += stripVTControlCharacters(chunk.toString());
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    child.on("error", failed);
    child.on("close", (code, signal) => {
      if (code === 0) done(output);
      else failed(new CommandError(`${[file.split("/").at(-1), ...args].join(" ")} ended with ${signal ?? code}`, output));
    });
  });
}
