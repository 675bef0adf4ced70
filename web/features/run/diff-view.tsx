"use client";
import { ChevronRight } from "lucide-react";
import { useMemo, useState } from "react";
import { CopyButton } from "@/components/ui/copy-button";
import { cn } from "@/lib/cn";
import { type DiffFile, parseDiff } from "./diff";

/** Lines of a file shown at first. */
const LINES_MAX = 400;

/** Changes, file by file. */
export function DiffView({ diff }: { diff: string }) {
  const files = useMemo(() => parseDiff(diff), [diff]);
  const [added, removed] = files.reduce(([a, r], file) => [a + file.added, r + file.removed], [0, 0]);
  return (
    <section aria-label="Changes" className="flex min-w-0 flex-col gap-2">
      <div className="flex items-center justify-between text-muted-foreground text-xs">
        <span className="tabular">
          {files.length === 1 ? "1 file" : `${files.length} files`}, <span className="text-status-success">+{added}</span>{" "}
          <span className="text-status-failed">−{removed}</span>
        </span>
        <CopyButton value={diff} label="diff" />
      </div>
      {files.length === 0 ? (
        <pre className="max-h-96 overflow-auto rounded-md border bg-muted/60 p-3 text-xs">{diff}</pre>
      ) : (
        files.map((file) => <File key={file.path} file={file} />)
      )}
    </section>
  );
}

const looks = {
  added: "bg-status-success/10",
  removed: "bg-status-failed/10",
  same: "",
  place: "bg-muted text-muted-foreground",
  note: "text-muted-foreground",
} as const;
const marks = { added: "+", removed: "−", same: " ", place: " ", note: " " } as const;

function File({ file }: { file: DiffFile }) {
  const [isOpen, setOpen] = useState(true);
  const [showsAll, setShowsAll] = useState(false);
  const lines = showsAll ? file.lines : file.lines.slice(0, LINES_MAX);
  return (
    <div className="min-w-0 overflow-hidden rounded-md border bg-card">
      <button
        type="button"
        aria-expanded={isOpen}
        className="flex w-full min-w-0 items-center gap-1.5 px-2 py-1.5 text-xs"
        onClick={() => setOpen(!isOpen)}
      >
        <ChevronRight aria-hidden className={cn("size-3.5 shrink-0 text-muted-foreground transition-transform", isOpen && "rotate-90")} />
        <span className="min-w-0 truncate font-mono">{file.path}</span>
        <span className="flex-1" />
        <span className="text-status-success tabular">+{file.added}</span>
        <span className="text-status-failed tabular">−{file.removed}</span>
      </button>
      {isOpen && file.lines.length > 0 ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        <section aria-label={`Changes of ${file.path}`} tabIndex={0} className="-outline-offset-2 max-h-[32rem] overflow-auto border-t">
          <table className="w-max min-w-full border-collapse font-mono text-xs leading-5">
            <tbody>
              {lines.map((line, i) => (
                <tr key={i} className={looks[line.kind]}>
                  <td className="min-w-10 select-none px-2 text-right text-muted-foreground">{line.before ?? ""}</td>
                  <td className="min-w-10 select-none px-2 text-right text-muted-foreground">{line.after ?? ""}</td>
                  <td className="select-none pl-2">{marks[line.kind]}</td>
                  <td className="w-full whitespace-pre pr-4 pl-1">{line.text}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {file.lines.length > lines.length ? (
            <button type="button" className="w-full border-t py-1.5 text-primary text-xs hover:underline" onClick={() => setShowsAll(true)}>
              Show {file.lines.length - lines.length} more lines
            </button>
          ) : null}
        </section>
      ) : null}
    </div>
  );
}
