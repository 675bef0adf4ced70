"use client";
import type { RunDetail } from "@cairn/sdk/schema";
import { ExternalLink } from "lucide-react";
import { useMemo, useState } from "react";
import { Section } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import { Select } from "@/components/ui/select";
import { cn } from "@/lib/cn";
import { useMedia } from "@/lib/use-media";
import { type DiffLine, diffLines } from "./line-diff";
import { compareUrl } from "./remote";

export interface CodeDiffProps {
  runs: readonly RunDetail[];
  base: RunDetail;
}

/** The code of two runs: their commits, and the changes that were not committed, side by side where there is room. */
export function CodeDiff({ runs, base }: CodeDiffProps) {
  const others = runs.filter(({ id }) => id !== base.id);
  const [chosen, setChosen] = useState("");
  const other = others.find(({ id }) => id === chosen) ?? others[0];
  const isWide = useMedia("(min-width: 1024px)");
  const before = base.environment.git;
  const after = other?.environment.git;
  const lines = useMemo(() => diffLines(before?.diff ?? "", after?.diff ?? ""), [before?.diff, after?.diff]);
  if (!other) return null;
  const isSameCommit = before?.commit !== undefined && before.commit === after?.commit;
  const link =
    before?.commit && after?.commit && !isSameCommit ? compareUrl(after.remote ?? before.remote, before.commit, after.commit) : null;
  return (
    <Section
      title="Code"
      description={
        before?.commit === undefined && after?.commit === undefined
          ? "Neither run recorded a commit."
          : isSameCommit
            ? "Both ran from the same commit."
            : "They ran from different commits."
      }
      actions={
        <span className="flex items-center gap-2 text-sm">
          {base.name} and
          <Select
            aria-label="Run to hold against the base"
            className="w-48"
            size="sm"
            value={other.id}
            onValueChange={setChosen}
            options={others.map(({ id, name }) => ({ value: id, label: name }))}
          />
        </span>
      }
    >
      <div className="flex flex-wrap items-center gap-x-6 gap-y-1 text-sm">
        {[base, other].map((run) => (
          <span key={run.id} className="inline-flex min-w-0 items-center gap-1.5">
            <span className="truncate text-muted-foreground">{run.name}</span>
            <code className="text-xs">{run.environment.git?.commit?.slice(0, 10) ?? "no commit"}</code>
            {run.environment.git?.commit ? <CopyButton value={run.environment.git.commit} label="commit" size="icon-sm" /> : null}
          </span>
        ))}
        {link ? (
          <a href={link} target="_blank" rel="noreferrer" className="inline-flex items-center gap-1 text-primary hover:underline">
            Compare the commits
            <ExternalLink aria-hidden className="size-3.5" />
          </a>
        ) : null}
      </div>
      <Patches before={before} after={after} lines={lines} isWide={isWide} />
    </Section>
  );
}

type Git = RunDetail["environment"]["git"];

function Patches({ before, after, lines, isWide }: { before: Git; after: Git; lines: readonly DiffLine[]; isWide: boolean }) {
  const notes = [before?.diff_left_out, after?.diff_left_out].filter(Boolean);
  if (lines.length === 0)
    return (
      <p className="text-muted-foreground text-sm">
        {notes.length > 0 ? `Uncommitted changes were not recorded: ${notes.join("; ")}` : "Neither run had uncommitted changes."}
      </p>
    );
  return (
    <>
      <p className="text-muted-foreground text-sm">
        {lines.every(({ left, right }) => left === right)
          ? "The uncommitted changes are the same."
          : "Uncommitted changes of both; lines that the other does not have stand out."}
      </p>
      <section
        aria-label="Uncommitted changes"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        tabIndex={0}
        className="max-h-[60dvh] overflow-auto rounded-md border bg-card font-mono text-xs leading-5 -outline-offset-2"
      >
        <div className={cn("min-w-fit", isWide && "grid grid-cols-2 divide-x")}>
          {isWide ? (
            (["left", "right"] as const).map((side) => (
              <div key={side} className="min-w-0 overflow-x-auto py-1">
                {lines.map((line, i) => (
                  <PatchLine key={i} text={line[side]} isOwn={line.left !== line.right} />
                ))}
              </div>
            ))
          ) : (
            <div className="py-1">
              {lines.flatMap((line, i) =>
                line.left === line.right
                  ? [<PatchLine key={`${i}`} text={line.left} isOwn={false} mark=" " />]
                  : [
                      line.left === null ? null : <PatchLine key={`${i} left`} text={line.left} isOwn mark="<" />,
                      line.right === null ? null : <PatchLine key={`${i} right`} text={line.right} isOwn mark=">" />,
                    ],
              )}
            </div>
          )}
        </div>
      </section>
    </>
  );
}

/** A line of a patch in its colour; `isOwn`: the other run does not have it so. */
function PatchLine({ text, isOwn, mark }: { text: string | null; isOwn: boolean; mark?: string }) {
  const kind = text === null ? "none" : /^(\+\+\+|---|diff |index )/.test(text) ? "head" : (text[0] ?? "");
  return (
    <div
      className={cn(
        "flex min-h-5 whitespace-pre px-3",
        kind === "none" && "bg-muted/60",
        kind === "head" && "font-semibold",
        kind === "@" && "text-muted-foreground",
        kind === "+" && "text-status-success",
        kind === "-" && "text-status-failed",
        isOwn && kind !== "none" && "bg-warning-soft",
      )}
    >
      {mark ? (
        <span aria-hidden className="w-4 shrink-0 select-none text-muted-foreground">
          {mark}
        </span>
      ) : null}
      {text}
    </div>
  );
}
