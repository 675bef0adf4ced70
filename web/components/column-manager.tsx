"use client";
import { closestCenter, DndContext, type DragEndEvent, KeyboardSensor, PointerSensor, useSensor, useSensors } from "@dnd-kit/core";
import { arrayMove, SortableContext, sortableKeyboardCoordinates, useSortable, verticalListSortingStrategy } from "@dnd-kit/sortable";
import { CSS } from "@dnd-kit/utilities";
import { Columns3, GripVertical, Pin, PinOff, Plus, X } from "lucide-react";
import { useMemo, useState } from "react";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import { cn } from "@/lib/cn";

/** Fields listed at once; the search narrows them. */
const LISTED = 100;

/** What a column is called. */
export interface ColumnWords {
  label: string;
  /** What it is, in words; shown on hover. */
  title: string;
  /** A name that somebody gave, and not ours. */
  isCode: boolean;
}

export interface ColumnManagerProps {
  /** All columns that there may be. */
  all: readonly string[];
  /** Those that are shown, in their order. */
  ids: readonly string[];
  /** Those that stay at the left; left out where none can. */
  pinned?: readonly string[];
  wordsOf: (id: string) => ColumnWords;
  onChange: (ids: readonly string[], pinned?: readonly string[]) => void;
  onReset: () => void;
}

/** Which columns stand in the table, in which order; drag them, or take hold with Space and move with the arrows. */
export function ColumnManager(props: ColumnManagerProps) {
  return (
    <Popover>
      <PopoverTrigger asChild>
        <Button aria-label="Columns" title="Columns">
          <Columns3 aria-hidden />
          <span className="max-xl:sr-only">Columns</span>
        </Button>
      </PopoverTrigger>
      <PopoverContent aria-label="Columns" align="end" className="w-96 overflow-hidden">
        <Manager {...props} />
      </PopoverContent>
    </Popover>
  );
}

function Manager({ all, ids, pinned, wordsOf, onChange, onReset }: ColumnManagerProps) {
  const [search, setSearch] = useState("");
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const wanted = search.trim().toLowerCase();
  const offered = useMemo(() => all.filter((id) => !ids.includes(id) && id.toLowerCase().includes(wanted)), [all, ids, wanted]);
  const shown = ids.filter((id) => id.toLowerCase().includes(wanted));

  function onDragEnd({ active, over }: DragEndEvent) {
    if (!over || active.id === over.id) return;
    onChange(arrayMove([...ids], ids.indexOf(String(active.id)), ids.indexOf(String(over.id))));
  }

  return (
    <>
      <div className="flex items-center gap-2 border-b p-2">
        <Input
          aria-label="Search columns"
          placeholder="Search columns"
          value={search}
          autoFocus
          autoComplete="off"
          onChange={({ target }) => setSearch(target.value)}
        />
        <Button size="sm" variant="ghost" onClick={onReset}>
          Reset
        </Button>
      </div>
      <div className="min-h-0 overflow-y-auto p-1.5">
        {shown.length > 0 ? <h3 className="px-2 pt-1 pb-1 text-muted-foreground text-xs">Shown</h3> : null}
        <DndContext sensors={sensors} collisionDetection={closestCenter} onDragEnd={onDragEnd}>
          <SortableContext items={shown} strategy={verticalListSortingStrategy}>
            <ul>
              {shown.map((id) => (
                <ShownColumn
                  key={id}
                  id={id}
                  words={wordsOf(id)}
                  isPinned={pinned?.includes(id) ?? false}
                  onPin={pinned ? () => onChange(ids, pinned.includes(id) ? pinned.filter((one) => one !== id) : [...pinned, id]) : null}
                  onHide={() => onChange(ids.filter((one) => one !== id))}
                />
              ))}
            </ul>
          </SortableContext>
        </DndContext>
        {offered.length > 0 ? <h3 className="px-2 pt-3 pb-1 text-muted-foreground text-xs">Not shown</h3> : null}
        <ul>
          {offered.slice(0, LISTED).map((id) => (
            <li key={id}>
              <button
                type="button"
                onClick={() => onChange([...ids, id])}
                className="flex min-h-8 w-full items-center gap-2 rounded-sm px-2 text-left text-sm -outline-offset-2 hover:bg-accent"
              >
                <Plus aria-hidden className="size-3.5 shrink-0 text-muted-foreground" />
                <ColumnName words={wordsOf(id)} />
              </button>
            </li>
          ))}
        </ul>
        {offered.length > LISTED ? (
          <p className="px-2 py-1.5 text-muted-foreground text-xs">
            {(offered.length - LISTED).toLocaleString("en")} more: search for them.
          </p>
        ) : null}
        {offered.length === 0 && shown.length === 0 ? (
          <p className="px-2 py-6 text-center text-muted-foreground text-sm">No column has that name.</p>
        ) : null}
      </div>
    </>
  );
}

function ColumnName({ words: { label, title, isCode } }: { words: ColumnWords }) {
  return (
    <span className={cn("min-w-0 flex-1 truncate", isCode && "font-mono text-xs")} dir="auto" title={title}>
      {label}
    </span>
  );
}

interface ShownColumnProps {
  id: string;
  words: ColumnWords;
  isPinned: boolean;
  /** Null where columns cannot be pinned. */
  onPin: (() => void) | null;
  onHide: () => void;
}

function ShownColumn({ id, words, isPinned, onPin, onHide }: ShownColumnProps) {
  const { attributes, listeners, setNodeRef, transform, transition, isDragging } = useSortable({ id });
  return (
    <li
      ref={setNodeRef}
      style={{ transform: CSS.Translate.toString(transform), transition }}
      className={cn(
        "flex min-h-8 items-center gap-1 rounded-sm pr-1 text-sm hover:bg-accent",
        isDragging && "relative z-10 bg-accent shadow-float",
      )}
    >
      <button
        type="button"
        {...attributes}
        {...listeners}
        aria-label={`Move ${id}`}
        className="flex size-7 shrink-0 cursor-grab touch-none items-center justify-center rounded-sm text-muted-foreground"
      >
        <GripVertical aria-hidden className="size-3.5" />
      </button>
      <ColumnName words={words} />
      {onPin ? (
        <Button
          variant="ghost"
          size="icon-sm"
          aria-pressed={isPinned}
          aria-label={isPinned ? `Unpin ${id}` : `Pin ${id}`}
          title={isPinned ? "Unpin" : "Pin to the left"}
          onClick={onPin}
        >
          {isPinned ? <PinOff aria-hidden className="text-primary" /> : <Pin aria-hidden className="text-muted-foreground" />}
        </Button>
      ) : null}
      <Button variant="ghost" size="icon-sm" aria-label={`Hide ${id}`} title="Hide" onClick={onHide}>
        <X aria-hidden className="text-muted-foreground" />
      </Button>
    </li>
  );
}
