"use client";
import type { WatchState } from "@cairn/sdk/schema";
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Bell, BellOff, BellRing } from "lucide-react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuLabel,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import { collaboration } from "@/lib/api/browser";
import { describeError } from "@/lib/api/problem";
import type { Place } from "../runs/queries";

const watchQuery = (place: Place, subject: string) =>
  queryOptions({
    queryKey: ["org", place.organization, "workspace", place.workspace, "watches", subject],
    queryFn: () => collaboration.watches.get(subject, place),
  });

const STATES = {
  default: { label: "Usual", icon: Bell, says: "What concerns you" },
  watching: { label: "Watching", icon: BellRing, says: "Its end, and every comment" },
  muted: { label: "Muted", icon: BellOff, says: "Nothing but mentions" },
} satisfies Record<WatchState, object>;

/** What the person wants to hear of a run or an experiment. */
export function WatchButton({ place, subject }: { place: Place; subject: string }) {
  const client = useQueryClient();
  const query = watchQuery(place, subject);
  const state = useQuery(query).data?.state ?? "default";
  const set = useMutation({
    mutationFn: async (next: WatchState) => {
      if (next === "default") await collaboration.watches.clear(subject, place);
      else await collaboration.watches.set(subject, { state: next }, place);
      return next;
    },
    onSuccess: (next) => client.setQueryData(query.queryKey, { subject_id: subject, state: next }),
    onError: (error) => void toast.error(describeError(error).detail),
  });
  const { icon: Icon, label } = STATES[state];
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button size="sm" variant="ghost" pending={set.isPending} title="What of it you are told">
          <Icon aria-hidden />
          <span className="max-sm:sr-only">{state === "default" ? "Watch" : label}</span>
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end">
        <DropdownMenuLabel>Notifications</DropdownMenuLabel>
        <DropdownMenuRadioGroup value={state} onValueChange={(next) => set.mutate(next as WatchState)}>
          {(Object.keys(STATES) as WatchState[]).map((one) => (
            <DropdownMenuRadioItem key={one} value={one}>
              {STATES[one].label}
              <span className="text-muted-foreground text-xs">{STATES[one].says}</span>
            </DropdownMenuRadioItem>
          ))}
        </DropdownMenuRadioGroup>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
