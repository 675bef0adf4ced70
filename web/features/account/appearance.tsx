"use client";
import { useTheme } from "next-themes";
import { useEffect, useState } from "react";
import { cn } from "@/lib/cn";
import { PALETTES, type Palette, PREFS, paletteOf, setPref } from "@/lib/prefs";
import { useIsClient } from "@/lib/use-origin";

const themes = [
  { value: "system", label: "System" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
] as const;

const paletteNames: Record<Palette, string> = { lagoon: "Lagoon", ink: "Ink", heather: "Heather" };

interface ChoiceProps<Value extends string> {
  legend: string;
  options: readonly { value: Value; label: string; swatch?: Value }[];
  value: Value | undefined;
  onChange: (value: Value) => void;
}

function Choice<Value extends string>({ legend, options, value, onChange }: ChoiceProps<Value>) {
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="mb-1.5 font-medium text-sm">{legend}</legend>
      <div className="flex flex-wrap gap-2">
        {options.map((option) => (
          <label
            key={option.value}
            className={cn(
              "flex h-8 cursor-pointer items-center gap-2 rounded-md border border-input px-3 text-sm has-focus-visible:outline-2 has-focus-visible:outline-ring has-focus-visible:outline-offset-2",
              option.value === value ? "border-primary bg-primary-soft font-medium text-primary" : "hover:bg-accent",
            )}
          >
            <input
              type="radio"
              name={legend}
              className="sr-only"
              checked={option.value === value}
              onChange={() => onChange(option.value)}
            />
            {option.swatch ? <span data-palette={option.swatch} aria-hidden className="size-3 rounded-full bg-primary" /> : null}
            {option.label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** Theme and palette; kept in this browser. */
export function Appearance() {
  const { theme, setTheme } = useTheme();
  const isClient = useIsClient();
  const [palette, setPalette] = useState<Palette>("lagoon");
  useEffect(() => setPalette(paletteOf(document.documentElement.dataset.palette)), []);

  function choose(next: Palette) {
    document.documentElement.dataset.palette = next;
    setPref(PREFS.palette, next);
    setPalette(next);
  }

  return (
    <div className="flex flex-col gap-4">
      <Choice
        legend="Theme"
        options={themes}
        value={isClient ? (theme as (typeof themes)[number]["value"] | undefined) : undefined}
        onChange={setTheme}
      />
      <Choice
        legend="Palette"
        options={PALETTES.map((value) => ({ value, label: paletteNames[value], swatch: value }))}
        value={palette}
        onChange={choose}
      />
    </div>
  );
}
