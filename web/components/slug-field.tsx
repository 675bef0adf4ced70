"use client";
import { Field } from "./ui/field";
import { Input } from "./ui/input";

export interface SlugFieldProps {
  value: string;
  onChange: (slug: string) => void;
  /** What stands before the slug in addresses: "cairn.example/". */
  prefix: string;
  error?: string | undefined;
  hint?: string;
  disabled?: boolean;
}

/** The part of an address that names a thing, shown within its address. */
export function SlugField({ value, onChange, prefix, error, hint, disabled }: SlugFieldProps) {
  return (
    <Field label="Address" error={error} hint={hint}>
      {(control) => (
        <div className="flex min-w-0 items-stretch">
          <span
            aria-hidden
            className="flex max-w-[55%] shrink-0 items-center truncate rounded-l-md border border-input border-r-0 bg-muted px-2.5 font-mono text-muted-foreground text-xs"
          >
            {prefix}
          </span>
          <Input
            {...control}
            value={value}
            onChange={(event) => onChange(event.target.value.toLowerCase().replace(/\s/g, "-"))}
            className="rounded-l-none font-mono"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={64}
            disabled={disabled}
          />
        </div>
      )}
    </Field>
  );
}
