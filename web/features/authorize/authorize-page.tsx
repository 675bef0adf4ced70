"use client";
import type { Decision } from "@cairn/sdk/schema";
import { useMutation, useQuery } from "@tanstack/react-query";
import { CircleCheck } from "lucide-react";
import { ApproveOrDeny } from "@/components/approve-or-deny";
import { ErrorState } from "@/components/ui/error-state";
import { FormSkeleton } from "@/components/ui/skeleton";
import { api } from "@/lib/api/browser";
import { statusOf } from "@/lib/api/problem";
import { Facts } from "../device/facts";
import { Centered } from "../session/centered";

/** Consent for a program that waits at a loopback address of the person's own machine. */
export function AuthorizePage({ id, email }: { id: string; email: string }) {
  const request = useQuery({
    queryKey: ["authorization", id],
    queryFn: () => api.authorizations.get(id),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const decide = useMutation({
    mutationFn: (decision: Decision["decision"]) => api.authorizations.decide(id, { decision }),
    onSuccess: ({ redirect_to }) => window.location.assign(redirect_to),
  });
  const over = [request.error, decide.error].some((error) => [400, 404, 409, 410].includes(statusOf(error) ?? 0));

  if (over) {
    return (
      <Centered title="This sign-in is over">
        <p className="text-muted-foreground text-sm">It expired or was already answered. Run cairn login again in your terminal.</p>
      </Centered>
    );
  }
  if (request.error) {
    return (
      <Centered title="Sign in a program">
        <ErrorState error={request.error} what="load this sign-in" onRetry={() => request.refetch()} retrying={request.isFetching} />
      </Centered>
    );
  }
  if (!request.data) {
    return (
      <Centered title="Sign in a program">
        <FormSkeleton fields={2} />
      </Centered>
    );
  }
  if (decide.isSuccess) {
    return (
      <Centered title="Answer sent">
        <p role="status" className="flex gap-3 text-sm">
          <CircleCheck aria-hidden className="size-5 shrink-0 text-status-success" />
          Go back to your terminal; you can close this page.
        </p>
      </Centered>
    );
  }
  const { client_name, device, workspace, redirect_host } = request.data;
  return (
    <Centered title={`Sign in ${client_name}?`} className="max-w-md">
      <Facts
        facts={[
          ["Client", client_name],
          ["Machine", device ?? "not told"],
          ["Returns to", <code key="host">{redirect_host}</code>],
          ["Asked for", workspace ?? "no workspace in particular"],
          ["May reach", "every workspace you can see"],
          ["Signs in as", email],
        ]}
      />
      <ApproveOrDeny decide={decide} />
    </Centered>
  );
}
