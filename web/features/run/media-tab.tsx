"use client";
import type { Media, RunDetail } from "@cairn/sdk/schema";
import { useQuery } from "@tanstack/react-query";
import { Images } from "lucide-react";
import { useMemo, useState } from "react";
import { QueryView } from "@/components/query-view";
import { EmptyState } from "@/components/ui/empty-state";
import { api } from "@/lib/api/browser";
import { panelSections } from "../charts/panel-sections";
import { type Place, runsKey } from "../runs/queries";
import { urlSource } from "./artifacts/file-source";
import { fileKind } from "./artifacts/file-tree";
import { FileView } from "./artifacts/file-view";
import { arrayTable } from "./artifacts/table-source";
import { TableView } from "./artifacts/table-view";

/** Most entries that the page asks for. */
const MEDIA_MAX = 5_000;

export const mediaQuery = (place: Place, run: string) => ({
  queryKey: [...runsKey(place), "run", run, "media"],
  queryFn: () => api.artifacts.media(run, { limit: 200 }, place).toArray({ limit: MEDIA_MAX }),
});

/** Images, tables and texts that were logged by step: one slider for each name, and one for all. */
export function MediaTab({ run, place }: { run: RunDetail; place: Place }) {
  const media = useQuery(mediaQuery(place, run.id));
  return (
    <QueryView query={media} what="load the media">
      {(items) =>
        items.length === 0 ? (
          <EmptyState icon={Images} title="No media">
            A program logs them with <code className="text-xs">{'run.image("sample", png, { step })'}</code>, and tables and texts alike.
          </EmptyState>
        ) : (
          <Gallery items={items} run={run} place={place} />
        )
      }
    </QueryView>
  );
}

function Gallery({ items, run, place }: { items: readonly Media[]; run: RunDetail; place: Place }) {
  const byKey = useMemo(() => {
    const map = new Map<string, Media[]>();
    for (const item of items) map.set(item.key, [...(map.get(item.key) ?? []), item]);
    for (const list of map.values()) list.sort((a, b) => a.step - b.step || a.id - b.id);
    return map;
  }, [items]);
  const steps = useMemo(() => [...new Set(items.map(({ step }) => step))].sort((a, b) => a - b), [items]);
  const [at, setAt] = useState(steps.length - 1);
  const step = steps[Math.min(at, steps.length - 1)] ?? 0;
  return (
    <div className="flex min-w-0 flex-col gap-5">
      {steps.length > 1 ? <StepSlider label="Step of all" steps={steps} at={Math.min(at, steps.length - 1)} onChange={setAt} /> : null}
      {panelSections([...byKey.keys()]).map(({ name, keys }) => (
        <section key={name} aria-label={name || "Media"} className="flex min-w-0 flex-col gap-2">
          {name ? <h2 className="font-medium text-sm">{name}</h2> : null}
          <div className="grid min-w-0 items-start gap-4 lg:grid-cols-2">
            {keys.map((key) => (
              <Medium key={key} name={key} items={byKey.get(key) ?? []} step={step} run={run} place={place} />
            ))}
          </div>
        </section>
      ))}
    </div>
  );
}

function StepSlider({
  label,
  steps,
  at,
  onChange,
}: {
  label: string;
  steps: readonly number[];
  at: number;
  onChange: (at: number) => void;
}) {
  return (
    <label className="flex items-center gap-3 text-sm">
      <span className="whitespace-nowrap text-muted-foreground text-xs">{label}</span>
      <input
        type="range"
        className="min-w-0 flex-1 accent-primary"
        min={0}
        max={steps.length - 1}
        value={at}
        aria-valuetext={`step ${steps[at]}`}
        onChange={(event) => onChange(Number(event.target.value))}
      />
      <output className="w-20 text-right font-mono text-xs tabular">step {steps[at]}</output>
    </label>
  );
}

interface MediumProps {
  name: string;
  items: readonly Media[];
  /** The step that the slider of all stands at: the last entry up to it is shown. */
  step: number;
  run: RunDetail;
  place: Place;
}

function Medium({ name, items, step, run, place }: MediumProps) {
  const wanted = Math.max(
    0,
    items.findLastIndex((item) => item.step <= step),
  );
  const [own, setOwn] = useState<{ at: number; step: number } | null>(null);
  // The slider of all overrules the own one when it moves.
  const at = own && own.step === step ? Math.min(own.at, items.length - 1) : wanted;
  const item = items[at];
  if (!item) return null;
  const url = `/api/v1/orgs/${place.organization}/workspaces/${place.workspace}/runs/${run.id}/media/${item.id}`;
  const kind = item.kind === "image" ? "image" : item.kind === "text" ? textKind(item) : fileKind(item.key, item.content_type);
  return (
    <figure className="flex min-w-0 flex-col gap-2 rounded-md border bg-card p-3">
      <figcaption className="truncate font-medium font-mono text-xs" title={name}>
        {name.slice(name.lastIndexOf("/") + 1)}
      </figcaption>
      {item.kind === "table" ? (
        <TableView key={item.id} label={name} open={() => openTable(url, item.size)} />
      ) : (
        <FileView key={item.id} name={item.caption ?? name} kind={kind} url={url} size={item.size} />
      )}
      {item.caption ? <p className="text-muted-foreground text-sm">{item.caption}</p> : null}
      {items.length > 1 ? (
        <StepSlider
          label={`${at + 1} of ${items.length}`}
          steps={items.map((one) => one.step)}
          at={at}
          onChange={(next) => setOwn({ at: next, step })}
        />
      ) : (
        <span className="font-mono text-muted-foreground text-xs tabular">step {item.step}</span>
      )}
    </figure>
  );
}

const textKind = (item: Media) => (item.content_type.startsWith("text/markdown") ? "markdown" : "text");

/** A logged table is JSON: `{ columns, rows }`. */
async function openTable(url: string, size: number) {
  const text = new TextDecoder().decode(await urlSource(url, size).read(0, size));
  const { columns, rows } = JSON.parse(text) as { columns?: unknown; rows?: unknown };
  if (!Array.isArray(columns) || !Array.isArray(rows)) throw new Error("it is not a table.");
  return arrayTable(columns.map(String), rows as unknown[][]);
}
