import type { ComponentProps } from "react";
import { cn } from "@/lib/cn";

export const controlStyles =
  "w-full min-w-0 rounded-md border border-input bg-background text-foreground transition-colors duration-150 placeholder:text-muted-foreground/80 focus-visible:border-ring focus-visible:outline-1 focus-visible:outline-offset-0 disabled:cursor-not-allowed disabled:bg-muted disabled:text-muted-foreground aria-invalid:border-destructive text-sm max-md:text-lg";

export function Input({ className, type = "text", ...props }: ComponentProps<"input">) {
  return <input type={type} className={cn(controlStyles, "h-8 px-2.5 max-md:h-10", className)} {...props} />;
}
