"use client";
import type { Me } from "@cairn/sdk/schema";
import { useEffect } from "react";
import type { ShellDialog } from "../shell/shell-context";

const KEY = "cairn:invitations-answered-later";

function put(ids: readonly string[]): void {
  try {
    window.localStorage.setItem(KEY, ids.join(" "));
  } catch {
    // A browser that keeps nothing asks again at the next visit.
  }
}

function seen(): Set<string> {
  try {
    return new Set((window.localStorage.getItem(KEY) ?? "").split(" "));
  } catch {
    return new Set();
  }
}

/** Remembers that the person wants to answer these later, so that the dialog does not open by itself again. */
export function answerLater(invitations: readonly { id: string }[]): void {
  put(invitations.map(({ id }) => id));
}

/** Whether an invitation waits that the person has not been shown yet. */
export function hasUnseen(invitations: readonly { id: string }[]): boolean {
  const known = seen();
  return invitations.some(({ id }) => !known.has(id));
}

/** Opens the invitations dialog once for each new invitation. */
export function useInvitationPrompt(me: Me, dialog: ShellDialog | null, show: (dialog: ShellDialog) => void): void {
  const invitations = me.pending_invitations;
  useEffect(() => {
    if (dialog === null && invitations.length > 0 && hasUnseen(invitations)) {
      answerLater(invitations);
      show("invitations");
    }
  }, [dialog, invitations, show]);
}
