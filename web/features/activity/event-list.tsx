"use client";
import type { WorkspaceEvent } from "@cairn/sdk/schema";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { Avatar } from "@/components/ui/avatar";
import { RelativeTime } from "@/components/ui/relative-time";
import { api } from "@/lib/api/browser";
import type { Place } from "../runs/queries";
import { eventDetail } from "./event-detail";
import { runNamesQuery } from "./queries";
import { actorOf, deedOf, linkOf, nameIn } from "./words";

/** Events as sentences: who did what to which thing, with a link to it. */
export function EventList({ place, events }: { place: Place; events: readonly WorkspaceEvent[] }) {
  const runs = [...new Set(events.filter(({ subject }) => subject.type === "run").map(({ subject }) => subject.id))].sort();
  const names = useQuery({ ...runNamesQuery(api, place, runs), placeholderData: (before) => before });
  const base = `/${place.organization}/${place.workspace}`;
  return (
    <ol aria-label="Activity" className="divide-y rounded-md border bg-card">
      {events.map((event) => {
        const link = linkOf(event, base);
        const name = names.data?.[event.subject.id] ?? nameIn(event) ?? shortId(event.subject.id);
        const { name: _, number: __, ...data } = event.data as Record<string, unknown>;
        const detail = eventDetail(data);
        const deed = deedOf(event);
        return (
          <li key={event.id} className="flex min-w-0 items-baseline gap-2.5 px-3 py-2 text-sm">
            <Avatar name={actorOf(event)} shape={event.actor.type === "user" ? "round" : "square"} className="size-5 self-center" />
            <p className="min-w-0 flex-1 break-words">
              <span className="font-medium">{actorOf(event)}</span> <span className="text-muted-foreground">{deed.before}</span>{" "}
              {link ? (
                <Link
                  href={link}
                  className="rounded-sm text-primary underline decoration-primary/40 underline-offset-4 hover:decoration-current"
                >
                  {name}
                </Link>
              ) : (
                <span>{name}</span>
              )}
              {deed.after ? <span className="text-muted-foreground"> {deed.after}</span> : null}
              {detail ? (
                <span className="block truncate font-mono text-muted-foreground text-xs" title={detail}>
                  {detail}
                </span>
              ) : null}
            </p>
            <RelativeTime value={event.at} className="whitespace-nowrap text-muted-foreground text-xs" />
          </li>
        );
      })}
    </ol>
  );
}

const shortId = (id: string): string => `${id.slice(0, id.indexOf("_") + 1)}…${id.slice(-6)}`;
