"use client";
import type { RunEnvironment } from "@cairn/sdk/schema";
import { useState } from "react";
import { Input } from "@/components/ui/input";
import { formatBytes } from "../charts/bytes";
import { Fact, Facts } from "./facts";

/** The machine and the software of a run or a build. */
export function EnvironmentSection({ environment }: { environment: RunEnvironment }) {
  const [search, setSearch] = useState("");
  const packages = Object.entries(environment.packages ?? {}).sort(([a], [b]) => a.localeCompare(b));
  const text = search.trim().toLocaleLowerCase();
  const found = packages.filter(([name]) => name.toLocaleLowerCase().includes(text));
  const facts: [string, string | undefined][] = [
    ["Host", environment.host],
    ["User", environment.user],
    ["Process", environment.pid?.toString()],
    ["Folder", environment.working_directory],
    ["Runtime", environment.runtime],
    ["Platform", environment.platform],
    ["CPU", [environment.cpu_count ? `${environment.cpu_count} ×` : "", environment.cpu_model ?? ""].join(" ").trim() || undefined],
    ["Memory", environment.memory_bytes ? formatBytes(environment.memory_bytes) : undefined],
    ...(environment.gpus ?? []).map(({ name, memory_bytes }, i): [string, string] => [
      `GPU ${i}`,
      memory_bytes ? `${name}, ${formatBytes(memory_bytes)}` : name,
    ]),
    ["SDK", environment.sdk],
  ];
  const known = facts.filter((fact): fact is [string, string] => fact[1] !== undefined);
  return (
    <>
      {known.length > 0 ? (
        <Facts title="Environment">
          {known.map(([name, value]) => (
            <Fact key={name} name={name}>
              {value}
            </Fact>
          ))}
        </Facts>
      ) : (
        <p className="text-muted-foreground text-sm">No environment was captured.</p>
      )}
      {packages.length > 0 ? (
        <details className="rounded-md border bg-card">
          <summary className="px-3 py-1.5 text-sm">
            Packages <span className="pl-1 text-muted-foreground text-xs tabular">{packages.length}</span>
          </summary>
          <div className="border-t p-2">
            <Input
              aria-label="Search packages"
              placeholder="Search packages"
              className="h-7"
              value={search}
              onChange={(event) => setSearch(event.target.value)}
            />
          </div>
          <dl tabIndex={0} className="-outline-offset-2 max-h-72 overflow-y-auto px-3 pb-2">
            {found.map(([name, version]) => (
              <div key={name} className="flex min-w-0 items-baseline justify-between gap-4 py-0.5 font-mono text-xs">
                <dt className="truncate" title={name}>
                  {name}
                </dt>
                <dd className="shrink-0 text-muted-foreground">{version}</dd>
              </div>
            ))}
            {found.length === 0 ? <div className="py-1 text-muted-foreground text-sm">Nothing matches.</div> : null}
          </dl>
        </details>
      ) : null}
    </>
  );
}
