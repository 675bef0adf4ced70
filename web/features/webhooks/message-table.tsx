"use client";
import type { Webhook, WebhookMessage } from "@cairn/sdk/schema";
import { RotateCcw } from "lucide-react";
import { Button } from "@/components/ui/button";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import type { SettingsPlace } from "../organizations/settings-place";
import { MessageStatus } from "./message-status";
import { useHookActions } from "./use-hook-actions";

export interface MessageTableProps {
  place: SettingsPlace;
  hook: Webhook;
  messages: readonly WebhookMessage[];
  mayWrite: boolean;
  onOpen: (id: string) => void;
}

/** Messages; a press opens one with its attempts. */
export function MessageTable({ place, hook, messages, mayWrite, onOpen }: MessageTableProps) {
  const { replay } = useHookActions(place, hook.id);
  return (
    <Table label="Deliveries">
      <TableHeader>
        <TableRow>
          <TableHead>Event</TableHead>
          <TableHead>Status</TableHead>
          <TableHead className="max-md:hidden" numeric>
            Attempts
          </TableHead>
          <TableHead className="max-md:hidden">Next attempt</TableHead>
          <TableHead className="max-sm:hidden">Happened</TableHead>
          {mayWrite ? (
            <TableHead>
              <span className="sr-only">Actions</span>
            </TableHead>
          ) : null}
        </TableRow>
      </TableHeader>
      <TableBody>
        {messages.map((message) => (
          <TableRow key={message.id} className="relative hover:bg-accent/60">
            <TableCell grow>
              <button
                type="button"
                onClick={() => onOpen(message.id)}
                className="block w-full truncate text-left font-mono text-xs after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-ring focus-visible:after:-outline-offset-2"
              >
                {message.type}
              </button>
              <RelativeTime value={message.at} className="text-muted-foreground text-xs sm:hidden" />
            </TableCell>
            <TableCell>
              <MessageStatus message={message} />
            </TableCell>
            <TableCell numeric className="max-md:hidden">
              {message.attempts}
            </TableCell>
            <TableCell className="whitespace-nowrap text-muted-foreground max-md:hidden">
              {message.next_attempt_at ? <RelativeTime value={message.next_attempt_at} /> : "–"}
            </TableCell>
            <TableCell className="whitespace-nowrap text-muted-foreground max-sm:hidden">
              <RelativeTime value={message.at} />
            </TableCell>
            {mayWrite ? (
              <TableCell className="py-0 text-right">
                <Button
                  variant="ghost"
                  size="icon-sm"
                  className="relative z-[1] text-muted-foreground"
                  aria-label={`Replay ${message.type}`}
                  title={hook.enabled ? "Send it again" : "Enable the endpoint first"}
                  disabled={!hook.enabled || (replay.isPending && replay.variables === message.id)}
                  onClick={() => replay.mutate(message.id)}
                >
                  <RotateCcw aria-hidden />
                </Button>
              </TableCell>
            ) : null}
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
