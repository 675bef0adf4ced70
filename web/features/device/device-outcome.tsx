"use client";
import type { DeviceRequest } from "@cairn/sdk/schema";
import { Ban, CircleCheck, TimerOff } from "lucide-react";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { Centered } from "../session/centered";

/** The request was answered: says what comes next. */
export function DeviceOutcome({ request, onAgain }: { request: DeviceRequest; onAgain: () => void }) {
  const approved = request.status === "approved";
  return (
    <Centered title={approved ? "Approved" : "Denied"}>
      <div role="status" className="flex gap-3 text-sm">
        {approved ? (
          <CircleCheck aria-hidden className="size-5 shrink-0 text-status-success" />
        ) : (
          <Ban aria-hidden className="size-5 shrink-0 text-muted-foreground" />
        )}
        <p>
          {approved
            ? `${request.client_name}${request.device ? ` on ${request.device}` : ""} is signed in. Go back to your terminal; you can close this page.`
            : "The program gets no access. If you did not start this sign-in, there is nothing more to do."}
        </p>
      </div>
      <div className="flex flex-wrap gap-2">
        <Button asChild>
          <Link href="/">Open Cairn</Link>
        </Button>
        <Button variant="ghost" onClick={onAgain}>
          Enter another code
        </Button>
      </div>
    </Centered>
  );
}

/** The request ended while its page was open. */
export function DeviceGone({ onAgain }: { onAgain: () => void }) {
  return (
    <Centered title="This sign-in is over">
      <div role="status" className="flex gap-3 text-sm">
        <TimerOff aria-hidden className="size-5 shrink-0 text-muted-foreground" />
        <p>It expired, or was answered in another window. Run cairn login again in your terminal for a new code.</p>
      </div>
      <Button className="self-start" onClick={onAgain}>
        Enter another code
      </Button>
    </Centered>
  );
}
