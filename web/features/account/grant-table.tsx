"use client";
import type { Grant } from "@cairn/sdk/schema";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { SquareTerminal } from "lucide-react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { EmptyState } from "@/components/ui/empty-state";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import { api } from "@/lib/api/browser";
import { describeError } from "@/lib/api/problem";
import { useOrigin } from "@/lib/use-origin";
import { grantsQuery } from "./queries";

/** Programs that were signed in, each with a button that ends it. */
export function GrantTable({ grants }: { grants: readonly Grant[] }) {
  const client = useQueryClient();
  const origin = useOrigin();
  const end = useMutation({
    mutationFn: (grant: Grant) => api.me.endGrant(grant.id),
    onSuccess: () => client.invalidateQueries({ queryKey: grantsQuery(api).queryKey }),
    onError: (error) => toast.error(describeError(error).detail),
  });
  if (grants.length === 0) {
    return (
      <EmptyState icon={SquareTerminal} title="No command line is signed in">
        <p>Sign one in with:</p>
        <CodeBlock code={`npx cairn login --host ${origin}`} label="sign-in command" className="mt-2 text-left" />
      </EmptyState>
    );
  }
  return (
    <Table label="Command-line sign-ins">
      <TableHeader>
        <TableRow>
          <TableHead>Program</TableHead>
          <TableHead className="max-sm:hidden">Asked for</TableHead>
          <TableHead>Last used</TableHead>
          <TableHead className="max-sm:hidden">Ends</TableHead>
          <TableHead>
            <span className="sr-only">Actions</span>
          </TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {grants.map((grant) => (
          <TableRow key={grant.id}>
            <TableCell grow>
              <span className="block">
                <span className="block font-medium">{grant.client_name}</span>
                {grant.device ? <span className="block text-muted-foreground text-xs">{grant.device}</span> : null}
              </span>
            </TableCell>
            <TableCell className="whitespace-nowrap font-mono text-xs max-sm:hidden">{grant.workspace ?? "–"}</TableCell>
            <TableCell className="whitespace-nowrap text-muted-foreground">
              {grant.last_used_at ? <RelativeTime value={grant.last_used_at} /> : "never"}
            </TableCell>
            <TableCell className="whitespace-nowrap text-muted-foreground max-sm:hidden">
              <RelativeTime value={grant.expires_at} />
            </TableCell>
            <TableCell className="whitespace-nowrap py-0 text-right">
              <Button
                variant="ghost"
                size="sm"
                className="text-destructive"
                onClick={() => end.mutate(grant)}
                pending={end.isPending && end.variables.id === grant.id}
                aria-label={`End sign-in of ${grant.device ?? grant.client_name}`}
              >
                End
              </Button>
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
