import { CommanderError } from "commander";
import { Context, type Io } from "./context.ts";
import { EXIT } from "./exit-codes.ts";
import { explain } from "./explain.ts";
import { Interrupted } from "./failure.ts";
import { Output } from "./output.ts";
import { readCommandLine } from "./program.ts";

const HELP_CODES = new Set(["commander.helpDisplayed", "commander.version"]);

/** Commander's own complaint as a sentence, with its hint apart. */
function complaint(error: CommanderError): { sentence: string; hint: string | undefined } {
  const [first = "", ...rest] = error.message.replace(/^error: /, "").split("\n");
  const sentence = `${first.charAt(0).toUpperCase()}${first.slice(1)}`;
  return { sentence: /[.!?]$/.test(sentence) ? sentence : `${sentence}.`, hint: rest.join(" ").replace(/^\(|\)$/g, "") || undefined };
}

/** Runs one command line; resolves to its exit code. Never rejects. */
export async function runCli(argv: readonly string[], io: Io): Promise<number> {
  let ctx: Context | null = null;
  const stop = new Promise<never>((_, reject) => {
    io.signal.addEventListener("abort", () => reject(new Interrupted()), { once: true });
  });
  stop.catch(() => undefined);
  try {
    const chosen = await readCommandLine(argv, io);
    if (!chosen) return EXIT.ok;
    ctx = new Context(io, chosen.flags, { forgiveProfile: chosen.module.forgivesProfile ?? false });
    await Promise.race([chosen.module.run(ctx, chosen.invocation), stop]);
    return EXIT.ok;
  } catch (error) {
    const out = ctx?.out ?? new Output(io.stdout, io.stderr, { json: false, quiet: false, color: "auto", env: io.machine.env });
    const paint = (style: "red" | "cyan" | "dim", text: string) => out.paint(io.stderr, style, text);
    if (error instanceof CommanderError) {
      if (HELP_CODES.has(error.code)) return EXIT.ok;
      if (error.code === "commander.help") return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
      const { sentence, hint } = complaint(error);
      io.stderr.write(`${paint("red", "Error:")} ${sentence}\n${hint ? `  ${hint}\n` : ""}`);
      return EXIT.usage;
    }
    if (io.signal.aborted) return EXIT.interrupted;
    const { exit, sentence, details, next } = explain(error, ctx);
    if (exit === EXIT.interrupted) return exit;
    io.stderr.write(`${paint("red", "Error:")} ${sentence}\n`);
    for (const line of details) io.stderr.write(`  ${paint("dim", line)}\n`);
    if (next) io.stderr.write(`  ${/^(cairn|git|https?:)/.test(next) ? "Run: " : ""}${paint("cyan", next)}\n`);
    if (ctx?.config.settings.debug?.value && error instanceof Error && error.stack) io.stderr.write(`${paint("dim", error.stack)}\n`);
    return exit;
  }
}
