"use client";
import type { TargetRoot } from "@cairn/sdk/schema";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { FolderOutput, Pencil, Trash2 } from "lucide-react";
import { type FormEvent, useState } from "react";
import { ConfirmDialog } from "@/components/confirm-dialog";
import { FormError } from "@/components/form-error";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import { api } from "@/lib/api/browser";
import { fieldError, isFormError } from "@/lib/api/problem";
import { targetRootsQuery } from "./queries";

export interface TargetRootsProps {
  org: string;
  workspace: string;
  roots: readonly TargetRoot[];
  canEdit: boolean;
}

/** Names and the places they stand for. */
export function TargetRoots({ org, workspace, roots, canEdit }: TargetRootsProps) {
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [uri, setUri] = useState("");
  const [checked, setChecked] = useState(false);
  const [deleting, setDeleting] = useState<TargetRoot | null>(null);
  const scope = { organization: org, workspace };
  const refresh = () => client.invalidateQueries({ queryKey: targetRootsQuery(api, org, workspace).queryKey });
  const set = useMutation({
    mutationFn: () => api.targetRoots.set(name.trim(), { uri: uri.trim() }, scope),
    onSuccess: async () => {
      setName("");
      setUri("");
      setChecked(false);
      await refresh();
    },
  });
  const problems = {
    name: /^[a-z0-9][a-z0-9_-]{0,47}$/.test(name.trim()) ? undefined : "Use a–z, 0–9, _ and -, up to 48.",
    uri: /^([a-z][a-z0-9+.-]*:\/\/\S+|\/\S*)$/.test(uri.trim()) ? undefined : "Enter a URI such as s3://bucket/path, or an absolute path.",
  };

  function submit(event: FormEvent) {
    event.preventDefault();
    setChecked(true);
    if (!problems.name && !problems.uri) set.mutate();
  }

  return (
    <div className="flex flex-col gap-4">
      {roots.length === 0 ? (
        <EmptyState icon={FolderOutput} title="No target roots">
          {canEdit ? "Add one below, for example default → s3://acme-artifacts/vision." : "An admin of the workspace can add them."}
        </EmptyState>
      ) : (
        <Table label="Target roots">
          <TableHeader>
            <TableRow>
              <TableHead>Name</TableHead>
              <TableHead>URI</TableHead>
              <TableHead className="max-sm:hidden">Changed</TableHead>
              <TableHead>
                <span className="sr-only">Actions</span>
              </TableHead>
            </TableRow>
          </TableHeader>
          <TableBody>
            {roots.map((root) => (
              <TableRow key={root.name}>
                <TableCell className="font-mono text-xs">{root.name}</TableCell>
                <TableCell className="w-full break-all font-mono text-xs">{root.uri}</TableCell>
                <TableCell className="whitespace-nowrap text-muted-foreground max-sm:hidden">
                  <RelativeTime value={root.updated_at} />
                </TableCell>
                <TableCell className="whitespace-nowrap py-0 text-right">
                  {canEdit ? (
                    <>
                      <Button
                        variant="ghost"
                        size="icon-sm"
                        aria-label={`Change ${root.name}`}
                        title="Change"
                        onClick={() => {
                          setName(root.name);
                          setUri(root.uri);
                        }}
                      >
                        <Pencil aria-hidden className="text-muted-foreground" />
                      </Button>
                      <Button
                        variant="ghost"
                        size="icon-sm"
                        aria-label={`Delete ${root.name}`}
                        title="Delete"
                        onClick={() => setDeleting(root)}
                      >
                        <Trash2 aria-hidden className="text-muted-foreground" />
                      </Button>
                    </>
                  ) : null}
                </TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      )}
      {canEdit ? (
        <form onSubmit={submit} noValidate className="flex flex-col gap-3">
          {isFormError(set.error, ["uri", "name", "path.name"]) ? <FormError error={set.error} /> : null}
          <div className="flex flex-wrap items-start gap-3">
            <Field
              label="Name"
              className="w-40 max-sm:w-full"
              error={(checked ? problems.name : undefined) ?? fieldError(set.error, "path.name")}
            >
              {(control) => (
                <Input
                  {...control}
                  value={name}
                  onChange={(event) => setName(event.target.value)}
                  className="font-mono"
                  autoComplete="off"
                  spellCheck={false}
                />
              )}
            </Field>
            <Field
              label="URI"
              className="min-w-56 flex-1 max-sm:w-full max-sm:flex-none"
              error={(checked ? problems.uri : undefined) ?? fieldError(set.error, "uri")}
            >
              {(control) => (
                <Input
                  {...control}
                  value={uri}
                  onChange={(event) => setUri(event.target.value)}
                  className="font-mono"
                  autoComplete="off"
                  spellCheck={false}
                />
              )}
            </Field>
            <Button type="submit" className="mt-6.5 max-sm:mt-0 max-sm:w-full" pending={set.isPending}>
              {roots.some((root) => root.name === name.trim()) ? "Change target root" : "Add target root"}
            </Button>
          </div>
        </form>
      ) : null}
      <ConfirmDialog
        open={deleting !== null}
        onOpenChange={() => setDeleting(null)}
        title={`Delete target root ${deleting?.name}?`}
        confirmLabel="Delete target root"
        onConfirm={async () => {
          if (deleting) await api.targetRoots.delete(deleting.name, scope);
          await refresh();
        }}
      >
        Programs that write to it by name fail until it is added again. Files at {deleting?.uri} stay.
      </ConfirmDialog>
    </div>
  );
}
