import type { Migration, MigrationPlan } from "../../../tasks/declare/migrate.ts";
import { migrateTasks } from "../../../tasks/store/migrate.ts";
import type { CommandModule } from "../../command.ts";
import { usage } from "../../failure.ts";
import { loadModule, type TaskModule } from "../../tasks/module.ts";
import { PLACE_OPTIONS } from "../../tasks/place.ts";
import { shortId } from "../../tasks/print.ts";
import { prepareEnvironment } from "../../tasks/run-build.ts";
import { typeOf } from "../../tasks/view.ts";
import { counted } from "../../text.ts";

/** Steps that are listed; `--json` has all. */
const SHOWN_MAX = 20;

const isMigration = (value: unknown): value is Migration => {
  const { from, to, mode, plan } = (value ?? {}) as Partial<Migration>;
  return typeof plan === "function" && typeof mode === "string" && from !== undefined && to !== undefined;
};

/** The migration that a module exports under the name asked for; else as its default, or as the only one. */
function migrationOf({ file, exports, exportName }: TaskModule): Migration {
  const names = Object.keys(exports).filter((name) => isMigration(exports[name]));
  const chosen = exportName ?? (names.includes("default") ? "default" : names.length === 1 ? names[0] : undefined);
  const found = chosen === undefined ? undefined : exports[chosen];
  if (isMigration(found)) return found;
  if (names.length === 0) throw usage(`${file} exports no migration: export const toV2 = migrate({ from: …, to: … }).`);
  const which = exportName === undefined ? "exports several migrations" : `has no migration "${exportName}"`;
  throw usage(`${file} ${which}. Name one after #: ${names.join(", ")}.`);
}

const countOf = ({ steps }: MigrationPlan, isSkipped: boolean): number =>
  steps.filter(({ action }) => (action === "skip") === isSkipped).length;

export const command: CommandModule = {
  description:
    "Carry stored outputs over to a changed type, as a migration in a module says, without computing anything. By itself it only tells what would become of which task; --apply does it.",
  examples: ["cairn task migrate pipeline/migrations.ts#toV2", "cairn task migrate pipeline/migrations.ts#toV2 --apply"],
  args: [{ name: "<module>", description: "File that exports what migrate() gives, with #name where it exports several" }],
  options: [{ flags: "--apply", description: "Do it" }, ...PLACE_OPTIONS],
  async run(ctx, invocation) {
    const { out } = ctx;
    const module = await loadModule(ctx, invocation.args[0] ?? "");
    const migration = migrationOf(module);
    const environment = await prepareEnvironment(ctx, invocation, module);
    const isDryRun = invocation.options.apply !== true;
    const plan = await migrateTasks(migration, { dryRun: isDryRun, environment });
    if (out.isJson) {
      const steps = plan.steps.map(({ from, to, mode, action, reason }) => ({ from, to, mode, action, reason }));
      return out.json({ dry_run: isDryRun, from: plan.record.from, to: plan.record.to, mode: plan.record.mode, steps });
    }
    if (plan.steps.length === 0) return out.say(`No task of ${plan.record.from} is stored.`);
    out.table(plan.steps.slice(0, SHOWN_MAX), [
      { title: "FROM", value: ({ from }) => shortId(from.id), whole: true },
      { title: "TYPE", value: ({ from }) => typeOf(from) },
      { title: "TO", value: ({ to }) => shortId(to.id), whole: true },
      { title: "TYPE", value: ({ to }) => typeOf(to) },
      {
        title: "BY",
        value: ({ mode, action }) =>
          action === "skip" ? "skipped: it is there already" : `${mode}${action === "overwrite" ? ", over what is there" : ""}`,
      },
      { title: "BECAUSE", value: ({ reason }) => (reason === "declared" ? "its type changed" : "it needs one"), style: () => "dim" },
    ]);
    if (plan.steps.length > SHOWN_MAX) out.data(`and ${counted(plan.steps.length - SHOWN_MAX, "task")} more`);
    const what = counted(countOf(plan, false), "task");
    const skipped = countOf(plan, true);
    const rest = skipped > 0 ? `, ${skipped} skipped` : "";
    out.say(isDryRun ? `${what} would be carried over${rest}. Nothing was done: add --apply to do it.` : `Carried over ${what}${rest}.`);
  },
};
