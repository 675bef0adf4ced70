import type { ReactNode } from "react";

/** Names and values, one a line. */
export function Facts({ facts }: { facts: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="flex flex-col text-sm">
      {facts.map(([name, value]) => (
        <div key={name} className="flex gap-4 border-b py-1.5 last:border-0">
          <dt className="w-24 shrink-0 text-muted-foreground">{name}</dt>
          <dd className="min-w-0 flex-1 break-words">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
