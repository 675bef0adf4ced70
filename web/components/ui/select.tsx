import { ChevronDown } from "lucide-react";
import type { ComponentProps } from "react";
import { cn } from "@/lib/cn";
import { controlStyles } from "./input";

export interface SelectOption<Value extends string = string> {
  value: Value;
  label: string;
  disabled?: boolean;
}

export interface SelectProps<Value extends string> extends Omit<ComponentProps<"select">, "value" | "defaultValue" | "size"> {
  options: readonly SelectOption<Value>[];
  value?: Value;
  defaultValue?: Value;
  onValueChange?: (value: Value) => void;
  size?: "sm" | "md";
}

/** The system's own select, dressed as ours: best on phones and with screen readers. */
export function Select<Value extends string>({ options, className, onValueChange, size = "md", ...props }: SelectProps<Value>) {
  return (
    <span className={cn("relative inline-flex w-full min-w-0", className)}>
      <select
        className={cn(controlStyles, "appearance-none truncate pr-7 pl-2.5", size === "sm" ? "h-7 max-md:h-9" : "h-8 max-md:h-10")}
        onChange={(event) => onValueChange?.(event.target.value as Value)}
        {...props}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.disabled} className="bg-popover text-foreground">
            {option.label}
          </option>
        ))}
      </select>
      <ChevronDown aria-hidden className="pointer-events-none absolute top-1/2 right-2 size-3.5 -translate-y-1/2 text-muted-foreground" />
    </span>
  );
}
