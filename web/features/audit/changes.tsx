import type { AuditEntry } from "@cairn/sdk/schema";

const shown = (value: unknown): string =>
  value === null || value === undefined ? "–" : typeof value === "string" ? value : JSON.stringify(value);

/** What was and what is, field by field: removed and added are told by a sign, not by colour alone. */
export function Changes({ before, after }: Pick<AuditEntry, "before" | "after">) {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  if (names.length === 0) return null;
  return (
    <section aria-label="Changes" className="overflow-hidden rounded-md border text-sm">
      {names.map((name) => (
        <div key={name} className="border-b px-3 py-2 last:border-0">
          <p className="text-muted-foreground text-xs">{name}</p>
          {before ? (
            <p className="flex gap-2 break-all font-mono text-xs">
              <span className="text-destructive">−</span>
              <span className="sr-only">before: </span>
              {shown(before[name])}
            </p>
          ) : null}
          {after ? (
            <p className="flex gap-2 break-all font-mono text-xs">
              <span className="text-status-success">+</span>
              <span className="sr-only">after: </span>
              {shown(after[name])}
            </p>
          ) : null}
        </div>
      ))}
    </section>
  );
}
