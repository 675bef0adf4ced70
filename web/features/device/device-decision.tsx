"use client";
import type { Decision, DeviceRequest } from "@cairn/sdk/schema";
import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ApproveOrDeny } from "@/components/approve-or-deny";
import { RelativeTime } from "@/components/ui/relative-time";
import { api } from "@/lib/api/browser";
import { statusOf } from "@/lib/api/problem";
import { Centered } from "../session/centered";
import { DeviceGone } from "./device-outcome";
import { Facts } from "./facts";

export interface DeviceDecisionProps {
  request: DeviceRequest;
  email: string;
  onAnswered: (request: DeviceRequest) => void;
  onAgain: () => void;
}

/** Shows who asks and from where. Neither answer has the focus: this must be read first. */
export function DeviceDecision({ request, email, onAnswered, onAgain }: DeviceDecisionProps) {
  const decide = useMutation({
    mutationFn: (decision: Decision["decision"]) => api.device.decide(request.user_code, { decision }),
    onSuccess: onAnswered,
  });
  if ([404, 409, 410].includes(statusOf(decide.error) ?? 0)) return <DeviceGone onAgain={onAgain} />;

  const facts: [string, ReactNode][] = [
    ["Client", request.client_name],
    ["Machine", request.device ?? "not told"],
    ["Place", request.ip ? <code key="ip">{request.ip}</code> : "not known"],
    ["Program", request.user_agent ?? "not told"],
    ["Asked for", request.workspace ?? "no workspace in particular"],
    ["May reach", "every workspace you can see"],
    ["Signs in as", email],
    ["Asked", <RelativeTime key="at" value={request.created_at} />],
  ];
  return (
    <Centered title="Does your terminal show this code?" className="max-w-md">
      <p className="rounded-md border bg-muted py-3 text-center font-mono font-semibold text-xl tracking-[0.2em]">{request.user_code}</p>
      <Facts facts={facts} />
      <ApproveOrDeny decide={decide} />
    </Centered>
  );
}
