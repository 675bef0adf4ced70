import type { ByteClass, LimitName, OrganizationUsage, UsageLimit, UsageMeter, WorkspaceUsage } from "../../schema/usage.ts";
import { type CommandModule, textOf } from "../command.ts";
import { usage } from "../failure.ts";
import type { Output, Style } from "../output.ts";
import { needOrganization, needScope } from "../selection.ts";
import { sparkline } from "../sparkline.ts";
import { bytes, moment } from "../text.ts";

export const command: CommandModule = {
  description: "Shows runs, points, requests, deliveries and bytes, by days in UTC: this month so far unless said otherwise.",
  examples: ["cairn usage", "cairn usage --here", "cairn usage --from 2026-01-01 --to 2026-06-30 --csv > usage.csv"],
  options: [
    { flags: "--from <day>", description: "First day, e.g. 2026-11-01" },
    { flags: "--to <day>", description: "Last day" },
    { flags: "--here", description: "Of the selected workspace alone" },
    { flags: "--csv", description: "A line a day for each workspace" },
  ],
  async run(ctx, invocation) {
    const { out } = ctx;
    const isHere = invocation.options.here === true;
    if (invocation.options.csv === true && out.isJson) throw usage("Say --csv or --json, not both.");
    const client = await ctx.client();
    const scope = isHere ? await needScope(ctx, client) : { organization: await needOrganization(ctx, client) };
    const query = { from: textOf(invocation, "from"), to: textOf(invocation, "to") };
    if (invocation.options.csv === true) {
      const response = await (isHere ? client.usage.workspaceCsv(query, scope) : client.usage.organizationCsv(query, scope));
      out.stdout.write(await response.text());
      return;
    }
    if (isHere) {
      const read = await client.usage.workspace(query, scope);
      return out.isJson ? out.json(read) : showCounts(out, read);
    }
    const read = await client.usage.organization(query, scope);
    if (out.isJson) return out.json(read);
    showCounts(out, read);
    if (read.limits.length > 0) showLimits(out, read);
    showWorkspaces(out, read);
  },
};

function showCounts(out: Output, { from, to, totals, days, bytes: held }: WorkspaceUsage): void {
  const curve = (meter: UsageMeter) =>
    days.length < 2
      ? ""
      : sparkline(
          days.map((day) => day[meter]),
          { ascii: !out.hasUnicode },
        );
  const line = (meter: UsageMeter) => [meter, `${totals[meter].toLocaleString("en").padStart(15)}  ${curve(meter)}`.trimEnd()] as const;
  out.facts(out.stdout, [
    ["days", `${from} to ${to}`],
    line("runs"),
    line("points"),
    line("requests"),
    line("deliveries"),
    ["held", heldText(held)],
  ]);
}

function showLimits(out: Output, { plan, limits }: OrganizationUsage): void {
  out.data("");
  out.table(limits, [
    { title: `LIMIT OF PLAN ${plan.toUpperCase()}`, value: ({ name }) => name.replaceAll("_", " ") },
    { title: "USED", align: "right", value: ({ name, used }) => amount(name, used) },
    { title: "OF", align: "right", value: ({ name, value }) => amount(name, value) },
    { title: "%", align: "right", value: percent, style: styleOf },
    { title: "RESETS", value: ({ resets_at }) => (resets_at === null ? null : moment(resets_at)), style: () => "dim" },
  ]);
}

function showWorkspaces(out: Output, { workspaces }: OrganizationUsage): void {
  out.data("");
  out.table(workspaces, [
    { title: "WORKSPACE", value: ({ name, is_deleted }) => (is_deleted ? `${name} (deleted)` : name), style: () => "bold" },
    { title: "RUNS", align: "right", value: ({ totals }) => totals.runs.toLocaleString("en") },
    { title: "POINTS", align: "right", value: ({ totals }) => totals.points.toLocaleString("en") },
    { title: "REQUESTS", align: "right", value: ({ totals }) => totals.requests.toLocaleString("en") },
    { title: "HELD", align: "right", value: ({ bytes: held }) => bytes(sumOf(held)) },
  ]);
}

const sumOf = (held: Record<ByteClass, number>): number => held.database + held.points + held.logs + held.files;

const heldText = (held: WorkspaceUsage["bytes"]): string =>
  `${bytes(sumOf(held))}: database ${bytes(held.database)}, points ${bytes(held.points)}, logs ${bytes(held.logs)}, files ${bytes(held.files)}`;

const amount = (name: LimitName, value: number): string => (name === "bytes" ? bytes(value) : value.toLocaleString("en"));

const percent = ({ used, value }: UsageLimit): number => Math.floor((used / value) * 100);

const styleOf = (limit: UsageLimit): Style | undefined => (percent(limit) >= 100 ? "red" : percent(limit) >= 80 ? "yellow" : undefined);
