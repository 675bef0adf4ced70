"use client";
import type { ServiceAccount } from "@cairn/sdk/schema";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Bot, Plus, Trash2 } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { toast } from "sonner";
import { ConfirmDialog } from "@/components/confirm-dialog";
import { QueryView } from "@/components/query-view";
import { Avatar } from "@/components/ui/avatar";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { EmptyState } from "@/components/ui/empty-state";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import { api } from "@/lib/api/browser";
import { organizationAllows } from "@/lib/permissions";
import { organizationRoleNames } from "@/lib/roles";
import { SettingsFrame } from "../organizations/settings-frame";
import { useShell } from "../shell/shell-context";
import { CreateServiceAccount } from "./create-service-account";
import { serviceAccountsQuery } from "./queries";

/** Accounts of programs: create, delete, see their keys. */
export function ServiceAccountsPage({ org }: { org: string }) {
  const { organization } = useShell();
  const accounts = useQuery(serviceAccountsQuery(api, org));
  const [creating, setCreating] = useState(false);
  const create = () => setCreating(true);
  return (
    <SettingsFrame
      title="Service accounts"
      description="Accounts for programs: nightly jobs, pipelines, servers. They outlive the people who made them and act through API keys."
      actions={
        organizationAllows(organization?.role, "service_account.manage") ? (
          <Button variant="primary" onClick={create}>
            <Plus aria-hidden />
            <span className="max-sm:sr-only">Create service account</span>
          </Button>
        ) : null
      }
    >
      <QueryView query={accounts} what="load the service accounts">
        {(items) =>
          items.length === 0 ? (
            <EmptyState icon={Bot} title="No service accounts" actions={<Button onClick={create}>Create service account</Button>}>
              Create one for each program that logs to Cairn, then make a key for it.
            </EmptyState>
          ) : (
            <AccountTable org={org} accounts={items} />
          )
        }
      </QueryView>
      <Dialog open={creating} onOpenChange={setCreating}>
        {creating ? <CreateServiceAccount org={org} onDone={() => setCreating(false)} /> : null}
      </Dialog>
    </SettingsFrame>
  );
}

function AccountTable({ org, accounts }: { org: string; accounts: ServiceAccount[] }) {
  const client = useQueryClient();
  const [deleting, setDeleting] = useState<ServiceAccount | null>(null);

  async function remove() {
    if (!deleting) return;
    await api.serviceAccounts.delete(deleting.id, { organization: org });
    await client.invalidateQueries({ queryKey: ["org", org] });
    toast.success(`${deleting.name} was deleted.`);
  }

  return (
    <>
      <Table label="Service accounts">
        <TableHeader>
          <TableRow>
            <TableHead>Name</TableHead>
            <TableHead>Role</TableHead>
            <TableHead numeric>Keys</TableHead>
            <TableHead className="max-sm:hidden">Created</TableHead>
            <TableHead>
              <span className="sr-only">Actions</span>
            </TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {accounts.map((account) => (
            <TableRow key={account.id}>
              <TableCell grow>
                <span className="flex items-center gap-2.5 font-medium" title={account.name}>
                  <Avatar name={account.name} shape="square" />
                  <span className="truncate">{account.name}</span>
                </span>
              </TableCell>
              <TableCell>{organizationRoleNames[account.role]}</TableCell>
              <TableCell numeric>
                <Link href={`/${org}/settings/keys?owner=${account.id}`} className="text-primary underline-offset-4 hover:underline">
                  {account.key_count}
                  <span className="sr-only"> keys of {account.name}</span>
                </Link>
              </TableCell>
              <TableCell className="whitespace-nowrap text-muted-foreground max-sm:hidden">
                <RelativeTime value={account.created_at} />
              </TableCell>
              <TableCell className="w-10 py-0 text-right">
                <Button
                  variant="ghost"
                  size="icon-sm"
                  aria-label={`Delete ${account.name}`}
                  title="Delete"
                  onClick={() => setDeleting(account)}
                >
                  <Trash2 aria-hidden className="text-muted-foreground" />
                </Button>
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
      <ConfirmDialog
        open={deleting !== null}
        onOpenChange={() => setDeleting(null)}
        title={`Delete ${deleting?.name}?`}
        confirmLabel="Delete service account"
        onConfirm={remove}
      >
        Its {deleting?.key_count === 1 ? "key stops" : `${deleting?.key_count} keys stop`} working within seconds, and programs that use
        them fail. Runs it made stay.
      </ConfirmDialog>
    </>
  );
}
