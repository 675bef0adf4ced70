"use client";
import type { TaskParams } from "@cairn/sdk/schema";
import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { CopyButton } from "@/components/ui/copy-button";
import { cn } from "@/lib/cn";
import { shortId } from "../words";
import { readTagged } from "./tagged";

export interface ConfigTreeProps {
  title: string;
  value: TaskParams;
  hrefOf: (task: string) => string;
}

/** Members shown at first of a list or an object. */
const SHOWN = 100;

/** Parameters as a tree whose parts fold. A task among them leads to its page. */
export function ConfigTree({ title, value, hrefOf }: ConfigTreeProps) {
  const isEmpty = typeof value === "object" && value !== null && Object.keys(value).length === 0;
  return (
    <section aria-label={title} className="flex min-w-0 flex-col gap-1.5">
      <div className="flex min-h-7 items-center justify-between">
        <h2 className="font-medium text-muted-foreground text-xs">{title}</h2>
        <CopyButton value={JSON.stringify(value, null, 2)} label={`${title.toLowerCase()} as JSON`} />
      </div>
      {isEmpty ? (
        <p className="text-muted-foreground text-sm">It has none.</p>
      ) : (
        <div className="min-w-0 overflow-hidden rounded-md border bg-card py-1">
          <Members value={value} depth={0} hrefOf={hrefOf} />
        </div>
      )}
    </section>
  );
}

interface PartProps {
  value: TaskParams;
  depth: number;
  hrefOf: (task: string) => string;
}

function Members({ value, depth, hrefOf }: PartProps) {
  const [shown, setShown] = useState(SHOWN);
  if (typeof value !== "object" || value === null) return <Member name="value" value={value} depth={depth} hrefOf={hrefOf} />;
  const entries: [string, TaskParams][] = Array.isArray(value) ? value.map((one, i) => [String(i), one]) : Object.entries(value);
  return (
    <>
      {entries.slice(0, shown).map(([name, one]) => (
        <Member key={name} name={name} value={one} depth={depth} hrefOf={hrefOf} />
      ))}
      {entries.length > shown ? (
        <button type="button" className="px-3 py-1 text-primary text-xs hover:underline" onClick={() => setShown(shown + 1_000)}>
          Show more of {entries.length.toLocaleString("en")}
        </button>
      ) : null}
    </>
  );
}

function Member({ name, value, depth, hrefOf }: PartProps & { name: string }) {
  const [isOpen, setOpen] = useState(depth < 2);
  const tagged = readTagged(value);
  const isGroup = tagged === null && typeof value === "object" && value !== null;
  const size = isGroup ? Object.keys(value).length : 0;
  return (
    <div>
      <div className="group/row flex min-h-7 min-w-0 items-center gap-3 pr-1 text-xs" style={{ paddingLeft: 12 + depth * 16 }}>
        {isGroup && size > 0 ? (
          <button
            type="button"
            aria-expanded={isOpen}
            className="-ml-1 flex min-w-0 items-center gap-1 rounded-sm py-1 font-medium"
            onClick={() => setOpen(!isOpen)}
          >
            <ChevronRight
              aria-hidden
              className={cn("size-3.5 shrink-0 text-muted-foreground transition-transform", isOpen && "rotate-90")}
            />
            <span className="truncate">{name}</span>
            <span className="font-normal text-muted-foreground">{Array.isArray(value) ? `[${size}]` : `{${size}}`}</span>
          </button>
        ) : (
          <>
            <span className="max-w-[45%] shrink-0 truncate font-mono text-muted-foreground" title={name}>
              {name}
            </span>
            <span className="flex-1" />
            {tagged?.kind === "task" ? (
              <Link href={hrefOf(tagged.text)} className="truncate font-mono text-primary hover:underline" title={tagged.text}>
                task {shortId(tagged.text)}
              </Link>
            ) : (
              <Text text={tagged ? tagged.text : textOf(value)} note={tagged?.kind ?? null} />
            )}
            <CopyButton
              value={tagged ? tagged.text : textOf(value)}
              label={name}
              className="size-6 opacity-0 focus-visible:opacity-100 group-hover/row:opacity-100 [&_svg]:size-3.5"
            />
          </>
        )}
      </div>
      {isGroup && size > 0 && isOpen ? <Members value={value} depth={depth + 1} hrefOf={hrefOf} /> : null}
    </div>
  );
}

const textOf = (value: TaskParams): string => (typeof value === "string" ? value : JSON.stringify(value));

function Text({ text, note }: { text: string; note: string | null }) {
  return (
    <span className={cn("min-w-0 truncate text-right font-mono tabular", text === "" && "text-muted-foreground")} title={text}>
      {note ? <span className="pr-1.5 text-muted-foreground">{note}</span> : null}
      {text === "" ? "empty" : text}
    </span>
  );
}
