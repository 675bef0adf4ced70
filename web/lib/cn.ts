import { cx } from "class-variance-authority";
import { twMerge } from "tailwind-merge";

/** Joins class names; later Tailwind classes win over earlier ones of the same kind. */
export function cn(...inputs: Parameters<typeof cx>): string {
  return twMerge(cx(inputs));
}
