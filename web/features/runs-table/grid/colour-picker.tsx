"use client";
import type { Run } from "@cairn/sdk/schema";
import { Button } from "@/components/ui/button";
import { Popover, PopoverAnchor, PopoverContent } from "@/components/ui/popover";
import { cn } from "@/lib/cn";
import { RUN_COLOURS } from "../model/colours";

export interface ColourPickerProps {
  run: Run;
  at: { x: number; y: number };
  colour: string;
  onChange: (colour: string | null) => void;
  onClose: () => void;
}

/** The twelve colours, for one run. */
export function ColourPicker({ run, at, colour, onChange, onClose }: ColourPickerProps) {
  return (
    <Popover open onOpenChange={(open) => (open ? undefined : onClose())}>
      <PopoverAnchor asChild>
        <span aria-hidden className="fixed size-0" style={{ left: at.x, top: at.y }} />
      </PopoverAnchor>
      <PopoverContent aria-label={`Colour of ${run.name}`} className="w-auto gap-2 p-2">
        <div className="grid grid-cols-6 gap-1">
          {RUN_COLOURS.map((one, i) => (
            <button
              key={one}
              type="button"
              aria-label={`Colour ${i + 1}`}
              aria-pressed={one === colour}
              onClick={() => onChange(one)}
              className={cn(
                "flex size-7 items-center justify-center rounded-md hover:bg-accent",
                one === colour && "outline-2 outline-ring",
              )}
            >
              <span aria-hidden className="size-4 rounded-full" style={{ background: `var(${one})` }} />
            </button>
          ))}
        </div>
        <Button size="sm" variant="ghost" onClick={() => onChange(null)}>
          Its own colour
        </Button>
      </PopoverContent>
    </Popover>
  );
}
