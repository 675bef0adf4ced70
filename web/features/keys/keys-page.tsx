"use client";
import type { ApiKey } from "@cairn/sdk/schema";
import { useQuery } from "@tanstack/react-query";
import { KeyRound, Plus } from "lucide-react";
import { parseAsString, useQueryState } from "nuqs";
import { useState } from "react";
import { QueryView } from "@/components/query-view";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { EmptyState } from "@/components/ui/empty-state";
import { Select } from "@/components/ui/select";
import { Table, TableBody, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import { api } from "@/lib/api/browser";
import { organizationAllows } from "@/lib/permissions";
import { SettingsFrame } from "../organizations/settings-frame";
import { useShell } from "../shell/shell-context";
import { CreateKey } from "./create-key";
import { KeyRow } from "./key-row";
import { keysQuery } from "./queries";

/** API keys: create, look at, revoke. */
export function KeysPage({ org }: { org: string }) {
  const { organization } = useShell();
  const keys = useQuery(keysQuery(api, org));
  const [creating, setCreating] = useState(false);
  const create = () => setCreating(true);
  const mayCreate = organizationAllows(organization?.role, "key.manage");
  return (
    <SettingsFrame
      title="API keys"
      description="A key lets a program act in the name of its owner. It is shown once; Cairn keeps only its fingerprint."
      actions={
        mayCreate ? (
          <Button variant="primary" onClick={create}>
            <Plus aria-hidden />
            <span className="max-sm:sr-only">Create key</span>
          </Button>
        ) : null
      }
    >
      <QueryView query={keys} what="load the keys">
        {(items) =>
          items.length === 0 ? (
            <EmptyState icon={KeyRound} title="No keys" actions={mayCreate ? <Button onClick={create}>Create key</Button> : null}>
              On your own machine, cairn login needs no key. {mayCreate ? "Create one for programs that run without you." : null}
            </EmptyState>
          ) : (
            <KeyTable org={org} keys={items} />
          )
        }
      </QueryView>
      <Dialog open={creating} onOpenChange={setCreating}>
        {creating ? <CreateKey org={org} onDone={() => setCreating(false)} /> : null}
      </Dialog>
    </SettingsFrame>
  );
}

function KeyTable({ org, keys }: { org: string; keys: ApiKey[] }) {
  const [owner, setOwner] = useQueryState("owner", parseAsString.withDefault(""));
  const owners = [...new Map(keys.map((key) => [key.owner.id, key.owner.name])).entries()];
  const shown = keys.filter((key) => owner === "" || key.owner.id === owner);
  return (
    <div className="flex flex-col gap-3">
      {owners.length > 1 || owner ? (
        <Select
          aria-label="Show keys of"
          className="w-56"
          value={owner}
          onValueChange={(value) => setOwner(value === "" ? null : value)}
          options={[{ value: "", label: "All owners" }, ...owners.map(([value, label]) => ({ value, label }))]}
        />
      ) : null}
      {shown.length === 0 ? (
        <EmptyState icon={KeyRound} title="This owner has no keys" />
      ) : (
        <Table label="API keys">
          <TableHeader>
            <TableRow>
              <TableHead>Name</TableHead>
              <TableHead className="max-sm:hidden">Owner</TableHead>
              <TableHead className="max-md:hidden">Reach</TableHead>
              <TableHead className="max-md:hidden">Last used</TableHead>
              <TableHead>Expires</TableHead>
              <TableHead>
                <span className="sr-only">Actions</span>
              </TableHead>
            </TableRow>
          </TableHeader>
          <TableBody>
            {shown.map((key) => (
              <KeyRow key={key.id} org={org} apiKey={key} />
            ))}
          </TableBody>
        </Table>
      )}
    </div>
  );
}
