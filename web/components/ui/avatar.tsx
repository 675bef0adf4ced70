import { cn } from "@/lib/cn";

/** First letters of up to two words; whole code points, so that emoji and any script work. */
export function initials(name: string): string {
  const words = name
    .trim()
    .split(/[\s@._-]+/u)
    .filter(Boolean);
  return words
    .slice(0, 2)
    .map((word) => [...word][0] ?? "")
    .join("")
    .toLocaleUpperCase();
}

export interface AvatarProps {
  name: string;
  /** Round for people, square for organizations and programs. */
  shape?: "round" | "square";
  className?: string;
}

export function Avatar({ name, shape = "round", className }: AvatarProps) {
  return (
    <span
      aria-hidden
      className={cn(
        "inline-flex size-6 shrink-0 select-none items-center justify-center bg-primary-soft font-semibold text-[10px] text-primary",
        shape === "round" ? "rounded-full" : "rounded-sm",
        className,
      )}
    >
      {initials(name) || "?"}
    </span>
  );
}
