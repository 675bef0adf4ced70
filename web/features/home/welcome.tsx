"use client";
import type { Me } from "@cairn/sdk/schema";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useEffect, useState } from "react";
import { Logo } from "@/components/logo";
import { CountBadge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { api } from "@/lib/api/browser";
import { ReceivedInvitations } from "../invitations/received-invitations";
import { answerLater, hasUnseen } from "../invitations/use-invitation-prompt";
import { invitationsLabel } from "../invitations/words";
import { CreateOrganization } from "../organizations/create-organization";
import { meQuery } from "../organizations/queries";
import { SignOutForm, signOut } from "../shell/sign-out";

/** For people who have no organization of their own yet: answer an invitation or create one. */
export function Welcome({ me: initial }: { me: Me }) {
  const { data: me } = useQuery({ ...meQuery(api), initialData: initial, staleTime: 30_000, refetchOnWindowFocus: true });
  const [dialog, setDialog] = useState<"create" | "invitations" | null>(null);
  const invitations = me.pending_invitations;
  const waiting = invitations.length > 0;
  const demo = me.organizations.find((organization) => organization.demo);

  // The first thing to do opens by itself, once.
  useEffect(() => {
    const pending = initial.pending_invitations;
    if (pending.length === 0) setDialog("create");
    else if (hasUnseen(pending)) {
      answerLater(pending);
      setDialog("invitations");
    }
  }, [initial]);

  const close = () => setDialog(null);
  return (
    <div className="flex min-h-dvh flex-col bg-sidebar">
      <header className="flex h-12 items-center justify-between gap-4 border-b bg-background px-4 md:px-6">
        <span className="flex min-w-0 items-center gap-2 font-semibold">
          <Logo className="size-5" /> Cairn
        </span>
        <span className="flex min-w-0 items-center gap-3 text-muted-foreground text-sm">
          <span className="truncate max-sm:hidden">{me.user?.email}</span>
          <Button variant="ghost" onClick={signOut}>
            Sign out
          </Button>
        </span>
      </header>
      <main id="main" className="mx-auto flex w-full max-w-lg flex-1 flex-col items-start justify-center gap-4 p-6">
        <h1 className="font-semibold text-xl tracking-tight">Welcome{me.user?.name ? `, ${me.user.name}` : ""}</h1>
        <p className="text-muted-foreground">
          {waiting
            ? "You were invited to an organization. Accept to see its workspaces, or create one of your own."
            : "Runs live in workspaces, and workspaces in an organization. Create yours to begin."}
        </p>
        <div className="flex flex-wrap gap-2">
          {waiting ? (
            <>
              <Button variant="primary" onClick={() => setDialog("invitations")}>
                Pending invitations
                <CountBadge
                  count={invitations.length}
                  label={invitationsLabel(invitations.length)}
                  className="bg-primary-foreground text-primary"
                />
              </Button>
              <Button variant="ghost" onClick={() => setDialog("create")}>
                Create my own instead
              </Button>
            </>
          ) : (
            <Button variant="primary" onClick={() => setDialog("create")}>
              Create organization
            </Button>
          )}
          {demo ? (
            <Button asChild variant="ghost">
              <Link href={`/${demo.slug}`}>Look at the demo first</Link>
            </Button>
          ) : null}
        </div>
      </main>
      <Dialog open={dialog !== null} onOpenChange={(open) => (open ? undefined : close())}>
        {dialog === "create" ? <CreateOrganization first onDone={close} /> : null}
        {dialog === "invitations" ? <ReceivedInvitations invitations={invitations} onDone={close} /> : null}
      </Dialog>
      <SignOutForm />
    </div>
  );
}
