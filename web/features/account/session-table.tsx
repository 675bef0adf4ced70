"use client";
import type { Session } from "@cairn/sdk/schema";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import { api } from "@/lib/api/browser";
import { describeError } from "@/lib/api/problem";
import { signOut } from "../shell/sign-out";
import { browserWords } from "./browser-words";
import { sessionsQuery } from "./queries";

/** Browsers that are signed in, each with a button that ends it. */
export function SessionTable({ sessions }: { sessions: readonly Session[] }) {
  const client = useQueryClient();
  const end = useMutation({
    mutationFn: (session: Session) => api.me.endSession(session.id),
    onSuccess: () => client.invalidateQueries({ queryKey: sessionsQuery(api).queryKey }),
    onError: (error) => toast.error(describeError(error).detail),
  });
  return (
    <Table label="Sessions">
      <TableHeader>
        <TableRow>
          <TableHead>Browser</TableHead>
          <TableHead className="max-sm:hidden">Address</TableHead>
          <TableHead>Last seen</TableHead>
          <TableHead>
            <span className="sr-only">Actions</span>
          </TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {sessions.map((session) => {
          const browser = browserWords(session.user_agent);
          return (
            <TableRow key={session.id}>
              <TableCell grow>
                <span className="flex flex-wrap items-center gap-x-2 gap-y-1" title={session.user_agent ?? undefined}>
                  {browser}
                  {session.current ? <Badge tone="primary">This browser</Badge> : null}
                </span>
              </TableCell>
              <TableCell className="max-sm:hidden">
                <code className="whitespace-nowrap text-muted-foreground text-xs">{session.ip ?? "–"}</code>
              </TableCell>
              <TableCell className="whitespace-nowrap text-muted-foreground">
                <RelativeTime value={session.last_seen_at} />
              </TableCell>
              <TableCell className="whitespace-nowrap py-0 text-right">
                {session.current ? (
                  <Button variant="ghost" size="sm" onClick={signOut}>
                    Sign out
                  </Button>
                ) : (
                  <Button
                    variant="ghost"
                    size="sm"
                    className="text-destructive"
                    onClick={() => end.mutate(session)}
                    pending={end.isPending && end.variables.id === session.id}
                    aria-label={`End session of ${browser}`}
                  >
                    End session
                  </Button>
                )}
              </TableCell>
            </TableRow>
          );
        })}
      </TableBody>
    </Table>
  );
}
