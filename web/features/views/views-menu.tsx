"use client";
import type { View } from "@cairn/sdk/schema";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Bookmark, Check, Star } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import { api } from "@/lib/api/browser";
import { describeError } from "@/lib/api/problem";
import { leaveWhenSignedOut } from "@/lib/query";
import type { Place } from "../runs/queries";
import { viewsKey, viewsQuery } from "./queries";
import { SaveView } from "./save-view";

export interface ViewsMenuProps {
  place: Place;
  page: View["page"];
  /** Id of the view that the page shows. */
  current: string | null;
  /** Whether the page looks otherwise than a view says. */
  isChanged: (view: View) => boolean;
  /** What a view of the page as it is now holds. */
  stateNow: () => Record<string, unknown>;
  onApply: (view: View | null) => void;
  /** Whether shared views may be made and changed. */
  canWrite: boolean;
}

/** Saved views: open, save, rename, share, delete, make the first one. */
export function ViewsMenu({ place, page, current, isChanged, stateNow, onApply, canWrite }: ViewsMenuProps) {
  const client = useQueryClient();
  const views = useQuery(viewsQuery(api, place, page));
  const [asking, setAsking] = useState<"save" | "rename" | null>(null);
  const list = views.data ?? [];
  const view = list.find(({ id }) => id === current) ?? null;
  const hasChanged = view !== null && isChanged(view);
  const mayChange = view !== null && (view.scope === "personal" || canWrite);

  async function act(what: () => Promise<unknown>, done: string) {
    try {
      await what();
      toast.success(done);
    } catch (error) {
      leaveWhenSignedOut(error);
      const { title, detail } = describeError(error);
      toast.error(title, { description: detail });
    }
    await client.invalidateQueries({ queryKey: viewsKey(place) });
  }
  const update = (one: View, change: Parameters<typeof api.views.update>[1], done: string) =>
    act(() => api.views.update(one.id, change, place), done);

  async function save({ name, scope }: { name: string; scope: "personal" | "shared" }) {
    const made = await api.views.create({ page, name, scope, state: stateNow() }, place);
    setAsking(null);
    await client.invalidateQueries({ queryKey: viewsKey(place) });
    onApply(made);
    toast.success(`View ${name} saved`);
  }
  async function rename({ name }: { name: string }) {
    if (!view) return;
    await api.views.update(view.id, { name }, place);
    setAsking(null);
    await client.invalidateQueries({ queryKey: viewsKey(place) });
  }
  async function makeDefault(one: View) {
    const others = list.filter(({ id, scope, state }) => id !== one.id && scope === one.scope && state.is_default === true);
    await act(async () => {
      for (const other of others) await api.views.update(other.id, { state: { ...other.state, is_default: false } }, place);
      await api.views.update(one.id, { state: { ...one.state, is_default: true } }, place);
    }, `${one.name} opens first now`);
  }
  async function remove(one: View) {
    await act(() => api.views.delete(one.id, place), `View ${one.name} deleted`);
    if (one.id === current) onApply(null);
  }

  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button aria-label={view ? `View ${view.name}${hasChanged ? ", changed" : ""}` : "Views"} title="Saved views">
            <Bookmark aria-hidden className={view ? "fill-current text-primary" : undefined} />
            <span className="max-w-40 truncate max-xl:sr-only">{view ? view.name : "Views"}</span>
            {hasChanged ? <span aria-hidden className="size-1.5 rounded-full bg-warning" /> : null}
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end" className="min-w-60">
          {(["personal", "shared"] as const).map((scope) => {
            const some = list.filter((one) => one.scope === scope);
            return some.length === 0 ? null : (
              <div key={scope}>
                <DropdownMenuLabel>{scope === "personal" ? "Yours" : "Shared"}</DropdownMenuLabel>
                {some.map((one) => (
                  <DropdownMenuItem key={one.id} onSelect={() => onApply(one)}>
                    {one.id === current ? <Check aria-hidden /> : <span className="size-4" />}
                    <span className="min-w-0 flex-1 truncate" dir="auto">
                      {one.name}
                    </span>
                    {one.state.is_default === true ? <Star aria-label="opens first" /> : null}
                  </DropdownMenuItem>
                ))}
                <DropdownMenuSeparator />
              </div>
            );
          })}
          {views.isError ? <DropdownMenuLabel>The views could not be loaded.</DropdownMenuLabel> : null}
          <DropdownMenuItem onSelect={() => setAsking("save")}>Save as new view…</DropdownMenuItem>
          {view && hasChanged && mayChange ? (
            <DropdownMenuItem
              onSelect={() =>
                void update(view, { state: { ...stateNow(), is_default: view.state.is_default ?? false } }, `View ${view.name} updated`)
              }
            >
              Save changes to {view.name}
            </DropdownMenuItem>
          ) : null}
          {view && hasChanged ? <DropdownMenuItem onSelect={() => onApply(view)}>Back to {view.name} as saved</DropdownMenuItem> : null}
          {view && mayChange ? (
            <>
              <DropdownMenuSeparator />
              <DropdownMenuItem onSelect={() => setAsking("rename")}>Rename…</DropdownMenuItem>
              {canWrite ? (
                <DropdownMenuItem
                  onSelect={() =>
                    void update(
                      view,
                      { scope: view.scope === "shared" ? "personal" : "shared" },
                      view.scope === "shared" ? `${view.name} is yours alone now` : `${view.name} is shared now`,
                    )
                  }
                >
                  {view.scope === "shared" ? "Stop sharing" : "Share with the workspace"}
                </DropdownMenuItem>
              ) : null}
              {view.state.is_default === true ? (
                <DropdownMenuItem
                  onSelect={() =>
                    void update(view, { state: { ...view.state, is_default: false } }, `${view.name} opens only when chosen now`)
                  }
                >
                  Do not open it first
                </DropdownMenuItem>
              ) : (
                <DropdownMenuItem onSelect={() => void makeDefault(view)}>Open it first</DropdownMenuItem>
              )}
              <DropdownMenuItem destructive onSelect={() => void remove(view)}>
                Delete view
              </DropdownMenuItem>
            </>
          ) : null}
          {current ? (
            <>
              <DropdownMenuSeparator />
              <DropdownMenuItem onSelect={() => onApply(null)}>Leave the view</DropdownMenuItem>
            </>
          ) : null}
        </DropdownMenuContent>
      </DropdownMenu>
      <Dialog open={asking !== null} onOpenChange={() => setAsking(null)}>
        {asking === "save" ? <SaveView title="Save view" submitLabel="Save view" asksScope={canWrite} onSubmit={save} /> : null}
        {asking === "rename" && view ? (
          <SaveView title="Rename view" submitLabel="Rename view" name={view.name} asksScope={false} onSubmit={rename} />
        ) : null}
      </Dialog>
    </>
  );
}
