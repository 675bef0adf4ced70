"use client";
import type { DeviceRequest } from "@cairn/sdk/schema";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { api } from "@/lib/api/browser";
import { CodeEntry } from "./code-entry";
import { DeviceDecision } from "./device-decision";
import { DeviceOutcome } from "./device-outcome";

export interface DevicePageProps {
  /** The code of the address, if it had one. */
  initialCode: string;
  /** Who approves. */
  email: string;
}

/** Enter the code, look at who asks, approve or deny. */
export function DevicePage({ initialCode, email }: DevicePageProps) {
  const [request, setRequest] = useState<DeviceRequest | null>(null);
  const lookup = useMutation({
    mutationFn: (code: string) => api.device.get(code),
    onSuccess: setRequest,
  });
  const started = useRef(false);
  const { mutate } = lookup;
  useEffect(() => {
    if (initialCode && !started.current) {
      started.current = true;
      mutate(initialCode);
    }
  }, [initialCode, mutate]);

  function again() {
    setRequest(null);
    lookup.reset();
  }

  if (request === null)
    return <CodeEntry initialCode={initialCode} pending={lookup.isPending} error={lookup.error} onCode={(code) => lookup.mutate(code)} />;
  if (request.status !== "pending") return <DeviceOutcome request={request} onAgain={again} />;
  return <DeviceDecision request={request} email={email} onAnswered={setRequest} onAgain={again} />;
}
