import { CopyButton } from "./copy-button";

/** A long id, shortened, whole on hover, with a copy button. */
export function IdChip({ id, label = "id" }: { id: string; label?: string }) {
  const short = id.length > 16 ? `${id.slice(0, id.indexOf("_") + 1)}…${id.slice(-6)}` : id;
  return (
    <span className="inline-flex items-center gap-0.5">
      <code className="text-muted-foreground text-xs" title={id}>
        {short}
      </code>
      <CopyButton value={id} label={label} />
    </span>
  );
}
