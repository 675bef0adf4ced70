"use client";
import type { Member } from "@cairn/sdk/schema";
import { useQuery } from "@tanstack/react-query";
import { UserPlus } from "lucide-react";
import Link from "next/link";
import { useMemo, useState } from "react";
import { QueryView } from "@/components/query-view";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Table, TableBody, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import { api } from "@/lib/api/browser";
import { organizationAllows } from "@/lib/permissions";
import { SettingsFrame } from "../organizations/settings-frame";
import { useShell } from "../shell/shell-context";
import { MemberRow } from "./member-row";
import { membersQuery } from "./queries";

const FILTER_FROM = 8;

/** People of the organization and their roles. */
export function MembersPage({ org }: { org: string }) {
  const { organization } = useShell();
  const members = useQuery(membersQuery(api, org));
  return (
    <SettingsFrame
      title="Members"
      description="A role counts in every workspace unless the workspace says otherwise."
      actions={
        organizationAllows(organization?.role, "invitation.manage") ? (
          <Button asChild variant="primary">
            <Link href={`/${org}/settings/invitations?invite=1`}>
              <UserPlus aria-hidden />
              <span className="max-sm:sr-only">Invite people</span>
            </Link>
          </Button>
        ) : null
      }
    >
      <QueryView query={members} what="load the members">
        {(items) => <MemberTable org={org} members={items} />}
      </QueryView>
    </SettingsFrame>
  );
}

function MemberTable({ org, members }: { org: string; members: Member[] }) {
  const [filter, setFilter] = useState("");
  const owners = members.filter(({ role }) => role === "owner").length;
  const shown = useMemo(() => {
    const needle = filter.trim().toLocaleLowerCase();
    return members.filter(({ name, email }) => `${name} ${email}`.toLocaleLowerCase().includes(needle));
  }, [members, filter]);
  return (
    <div className="flex flex-col gap-3">
      {members.length >= FILTER_FROM ? (
        <Input
          type="search"
          aria-label="Filter members"
          placeholder="Filter by name or e-mail"
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
          className="max-w-64"
        />
      ) : null}
      <Table label="Members">
        <TableHeader>
          <TableRow>
            <TableHead>Person</TableHead>
            <TableHead>Role</TableHead>
            <TableHead className="max-sm:hidden">Joined</TableHead>
            <TableHead>
              <span className="sr-only">Actions</span>
            </TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {shown.map((member) => (
            <MemberRow key={member.user_id} org={org} member={member} isLastOwner={member.role === "owner" && owners === 1} />
          ))}
        </TableBody>
      </Table>
      <p className="text-muted-foreground text-xs" role="status">
        {shown.length === members.length
          ? `${members.length} ${members.length === 1 ? "member" : "members"}`
          : `${shown.length} of ${members.length} members`}
      </p>
    </div>
  );
}
