"use client";
import type { Media, RunDetail } from "@cairn/sdk/schema";
import { keepPreviousData, type QueryClient, useQuery } from "@tanstack/react-query";
import { Images } from "lucide-react";
import { useMemo, useState } from "react";
import { QueryView } from "@/components/query-view";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { api } from "@/lib/api/browser";
import { panelSections } from "../charts/panel-sections";
import { type Place, runsKey } from "../runs/queries";
import { urlSource } from "./artifacts/file-source";
import { fileKind } from "./artifacts/file-tree";
import { FileView } from "./artifacts/file-view";
import { arrayTable } from "./artifacts/table-source";
import { TableView } from "./artifacts/table-view";

/** Entries that the page asks for at first, and with each press for more. */
const MEDIA_STEP = 5_000;
const REQUEST_SIZE = 200;
/** Milliseconds from one refresh to the next, for each request that it takes. */
const REFRESH_MS = 1_000;

const mediaKey = (place: Place, run: string) => [...runsKey(place), "run", run, "media"] as const;

const mediaQuery = (place: Place, run: string, max: number) => ({
  queryKey: [...mediaKey(place, run), max],
  queryFn: async () => {
    const found = await api.artifacts.media(run, { limit: REQUEST_SIZE }, place).toArray({ limit: max + 1 });
    return { items: found.slice(0, max), isCut: found.length > max };
  },
});
type MediaFound = Awaited<ReturnType<ReturnType<typeof mediaQuery>["queryFn"]>>;

/** Asks anew for what a run logged, where that is shown. Long lists, which take many requests, are asked for less often unless it must be. */
export function refreshMedia(client: QueryClient, place: Place, run: string, isUrgent: boolean): void {
  client.invalidateQueries(
    {
      queryKey: mediaKey(place, run),
      predicate: ({ state }) => {
        const requests = Math.ceil(((state.data as MediaFound | undefined)?.items.length ?? 0) / REQUEST_SIZE) || 1;
        return isUrgent || Date.now() - state.dataUpdatedAt >= requests * REFRESH_MS;
      },
    },
    // What takes longer than the time between two refreshes would never come to its end.
    { cancelRefetch: isUrgent },
  );
}

/** Images, tables and texts that were logged by step: one slider for each name, and one for all. */
export function MediaTab({ run, place }: { run: RunDetail; place: Place }) {
  const [max, setMax] = useState(MEDIA_STEP);
  const media = useQuery({ ...mediaQuery(place, run.id, max), placeholderData: keepPreviousData });
  return (
    <QueryView query={media} what="load the media">
      {({ items, isCut }) =>
        items.length === 0 ? (
          <EmptyState icon={Images} title="No media">
            A program logs them with <code className="text-xs">{'run.image("sample", png, { step })'}</code>, and tables and texts alike.
          </EmptyState>
        ) : (
          <div className="flex min-w-0 flex-col gap-5">
            {isCut ? (
              <p role="status" className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-warning">
                The first {items.length.toLocaleString("en")} are shown, name by name; there are more.
                <Button size="sm" pending={media.isPlaceholderData} onClick={() => setMax(max + MEDIA_STEP)}>
                  Load {MEDIA_STEP.toLocaleString("en")} more
                </Button>
              </p>
            ) : null}
            <Gallery items={items} run={run} place={place} />
          </div>
        )
      }
    </QueryView>
  );
}

function Gallery({ items, run, place }: { items: readonly Media[]; run: RunDetail; place: Place }) {
  const byKey = useMemo(() => {
    const map = new Map<string, Media[]>();
    for (const item of items) {
      const list = map.get(item.key);
      if (list) list.push(item);
      else map.set(item.key, [item]);
    }
    for (const list of map.values()) list.sort((a, b) => a.step - b.step || a.id - b.id);
    return map;
  }, [items]);
  const steps = useMemo(() => [...new Set(items.map(({ step }) => step))].sort((a, b) => a - b), [items]);
  const last = steps.length - 1;
  // Null: at the end, also when the end moves on.
  const [chosen, setChosen] = useState<number | null>(null);
  const at = Math.min(chosen ?? last, last);
  const step = steps[at] ?? 0;
  return (
    <div className="flex min-w-0 flex-col gap-5">
      {steps.length > 1 ? (
        <StepSlider label="Step of all" steps={steps} at={at} onChange={(to) => setChosen(to === last ? null : to)} />
      ) : null}
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
