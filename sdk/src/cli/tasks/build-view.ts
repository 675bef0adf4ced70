import type { BuildProgress, BuildSummary } from "../../tasks/build/summary.ts";
import type { TaskEvent } from "../../tasks/ledger/ledger.ts";
import type { Context } from "../context.ts";
import { bar } from "../sparkline.ts";
import { counted, cut, plain, span } from "../text.ts";

/** How often the view is drawn, in ms. */
const EVERY_MS = 100;
const BAR_COLUMNS = 24;
/** Running tasks that are shown at most. */
const SHOWN_MAX = 8;

/** Says of a build how far it is: redrawn in place in a terminal, a line per task in a pipe. Everything goes to stderr. */
export class BuildView {
  readonly #ctx: Context;
  readonly #isLive: boolean;
  readonly #nameOf: (id: string) => string;
  readonly #running = new Map<string, number>();
  readonly #counts = { computed: 0, reused: 0, failed: 0, skipped: 0 };
  #progress: BuildProgress = { discovered: 0, ended: 0, running: 0, failed: 0, remainingMs: null };
  #lines = 0;
  #timer: ReturnType<typeof setInterval> | null = null;

  constructor(ctx: Context, nameOf: (id: string) => string) {
    const { stderr } = ctx.out;
    this.#ctx = ctx;
    this.#nameOf = nameOf;
    this.#isLive = Boolean(stderr.isTTY) && ctx.io.machine.env.TERM !== "dumb" && !ctx.config.settings.quiet?.value;
    if (!this.#isLive) return;
    this.#timer = setInterval(() => this.#draw(), EVERY_MS);
    this.#timer.unref();
  }

  onProgress(progress: BuildProgress): void {
    this.#progress = progress;
  }

  onEvent({ type, task, error }: TaskEvent): void {
    const startedMs = this.#running.get(task);
    if (type === "started") this.#running.set(task, performance.now());
    else if (type !== "checkpointed" && type !== "resumed") this.#running.delete(task);
    const took = startedMs === undefined ? "" : ` in ${span(performance.now() - startedMs)}`;
    const name = this.#nameOf(task);
    if (type === "failed" || type === "crashed") {
      this.#counts.failed++;
      this.say(this.#row("failed", `${name}${took}: ${plain(error?.message.split("\n")[0] ?? "")}`, "red"), true);
    } else if (type === "succeeded") {
      this.#counts.computed++;
      this.#tell("computed", `${name}${took}`, "green");
    } else if (type === "reused") this.#counts.reused++;
    else if (type === "skipped") {
      this.#counts.skipped++;
      this.#tell("skipped", name, "yellow");
    } else this.#tell(type, name, "dim");
  }

  /** A line that stays. @param isUrgent also under --quiet */
  say(line: string, isUrgent = false): void {
    this.#clear();
    if (isUrgent) this.#ctx.out.stderr.write(`${line}\n`);
    else this.#ctx.out.say(line);
  }

  end(summary: BuildSummary | null): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#clear();
    if (!summary) return;
    const { status, succeeded, reused, failed, skipped, cancelled, held, pending, durationMs } = summary;
    const parts = [
      `${succeeded} computed`,
      `${reused} reused`,
      ...(failed > 0 ? [`${failed} failed`] : []),
      ...(skipped > 0 ? [`${skipped} skipped`] : []),
      ...(cancelled > 0 ? [`${cancelled} cancelled`] : []),
      ...(held > 0 ? [`${held} computed elsewhere`] : []),
      ...(pending > 0 ? [`${pending} not tried`] : []),
    ];
    const { out } = this.#ctx;
    out.say(`${out.paint(out.stderr, status === "success" ? "green" : "red", status)}: ${parts.join(", ")}, in ${span(durationMs)}.`);
  }

  #row(word: string, text: string, style: "red" | "green" | "yellow" | "dim"): string {
    const { out } = this.#ctx;
    return `${out.paint(out.stderr, style, word.padEnd(8))}  ${text}`;
  }

  /** In a terminal the picture tells it. */
  #tell(word: string, text: string, style: "green" | "yellow" | "dim"): void {
    if (!this.#isLive) this.say(this.#row(word, text, style));
  }

  #clear(): void {
    if (this.#lines > 0) this.#ctx.out.stderr.write(`\u001b[${this.#lines}A\u001b[J`);
    this.#lines = 0;
  }

  #draw(): void {
    const { discovered, ended, remainingMs } = this.#progress;
    const { computed, reused, failed, skipped } = this.#counts;
    const { out } = this.#ctx;
    const share = discovered > 0 ? ended / discovered : 0;
    const parts = [
      `${computed} computed`,
      `${reused} reused`,
      ...(failed > 0 ? [`${failed} failed`] : []),
      ...(skipped > 0 ? [`${skipped} skipped`] : []),
      ...(remainingMs !== null && ended < discovered ? [`${span(remainingMs)} left`] : []),
    ];
    const isAscii = !/utf-?8/i.test(
      `${this.#ctx.io.machine.env.LC_ALL ?? ""}${this.#ctx.io.machine.env.LC_CTYPE ?? ""}${this.#ctx.io.machine.env.LANG ?? ""}`,
    );
    const lines = [
      `${bar(share, BAR_COLUMNS, { ascii: isAscii })} ${String(Math.floor(share * 100)).padStart(3)} %  ${ended} of ${discovered}  ${parts.join(", ")}`,
    ];
    const running = [...this.#running];
    for (const [id, sinceMs] of running.slice(0, SHOWN_MAX)) lines.push(`  ${this.#nameOf(id)}  ${span(performance.now() - sinceMs)}`);
    if (running.length > SHOWN_MAX) lines.push(`  and ${counted(running.length - SHOWN_MAX, "task")} more`);
    const columns = (out.stderr.columns || 80) - 1;
    const text = lines.map((line) => `${cut(line, columns)}\u001b[K\n`).join("");
    out.stderr.write(`${this.#lines > 0 ? `\u001b[${this.#lines}A\u001b[J` : ""}${text}`);
    this.#lines = lines.length;
  }
}
