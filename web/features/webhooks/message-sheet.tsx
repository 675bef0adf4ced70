"use client";
import type { Webhook } from "@cairn/sdk/schema";
import { useQuery } from "@tanstack/react-query";
import { RotateCcw } from "lucide-react";
import type { ReactNode } from "react";
import { QueryView } from "@/components/query-view";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { IdChip } from "@/components/ui/id-chip";
import { RelativeTime } from "@/components/ui/relative-time";
import { SheetContent } from "@/components/ui/sheet";
import { api } from "@/lib/api/browser";
import type { SettingsPlace } from "../organizations/settings-place";
import { AttemptView } from "./attempt-view";
import { MessageStatus } from "./message-status";
import { messageQuery } from "./queries";
import { useHookActions } from "./use-hook-actions";
import { formatNames } from "./words";

/** A message that still waits is looked at again this often, in ms. */
const LOOK_AGAIN_MS = 3_000;

export interface MessageSheetProps {
  place: SettingsPlace;
  hook: Webhook;
  id: string;
  mayWrite: boolean;
}

/** A message with its event and every attempt to deliver it. */
export function MessageSheet({ place, hook, id, mayWrite }: MessageSheetProps) {
  const query = useQuery({
    ...messageQuery(api, place, hook.id, id),
    refetchInterval: ({ state }) => (state.data?.status === "pending" ? LOOK_AGAIN_MS : false),
  });
  const { replay } = useHookActions(place, hook.id);
  return (
    <SheetContent title={query.data?.type ?? "Message"} className="max-w-2xl">
      <div className="flex min-h-0 flex-1 flex-col gap-5 overflow-y-auto p-4">
        <QueryView query={query} what="load the message">
          {(message) => (
            <>
              <div className="flex flex-wrap items-center justify-between gap-3">
                <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
                  <MessageStatus message={message} />
                  {message.event.test ? <Badge tone="outline">Test</Badge> : null}
                  <IdChip id={message.id} label="message id" />
                </div>
                {mayWrite ? (
                  <Button
                    size="sm"
                    disabled={!hook.enabled}
                    title={hook.enabled ? undefined : "Enable the endpoint first"}
                    pending={replay.isPending}
                    onClick={() => replay.mutate(message.id)}
                  >
                    <RotateCcw aria-hidden />
                    Replay
                  </Button>
                ) : null}
              </div>
              <p className="text-muted-foreground text-sm">
                Happened <RelativeTime value={message.at} />, by {message.event.actor.name}
                {message.next_attempt_at ? (
                  <>
                    . Next attempt <RelativeTime value={message.next_attempt_at} />
                  </>
                ) : null}
                .
              </p>
              <Part title={message.history.length === 1 ? "1 attempt" : `${message.history.length} attempts`}>
                {message.history.length === 0 ? (
                  <p className="text-muted-foreground text-sm">It was not tried yet.</p>
                ) : (
                  <ol aria-label="Attempts" className="divide-y rounded-md border">
                    {message.history.toReversed().map((attempt, index) => (
                      <AttemptView key={attempt.number} attempt={attempt} isOpen={index === 0} />
                    ))}
                  </ol>
                )}
              </Part>
              <Part
                title="Request body"
                note={
                  hook.format === "plain" ? "The same at every attempt." : `A sentence for ${formatNames[hook.format]}, made of the event.`
                }
              >
                <CodeBlock label="request body" code={laidOut(message.request_body)} />
              </Part>
              {hook.format === "plain" ? null : (
                <Part title="Event">
                  <CodeBlock label="event" code={JSON.stringify(message.event, null, 2)} />
                </Part>
              )}
            </>
          )}
        </QueryView>
      </div>
    </SheetContent>
  );
}

/** What is sent, laid out for eyes; the bytes that are signed have no spaces. */
const laidOut = (json: string): string => JSON.stringify(JSON.parse(json), null, 2);

function Part({ title, note, children }: { title: string; note?: string; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-2">
      <div>
        <h3 className="font-semibold text-sm">{title}</h3>
        {note ? <p className="text-muted-foreground text-xs">{note}</p> : null}
      </div>
      {children}
    </section>
  );
}
