"use client";
import type { RunDetail } from "@cairn/sdk/schema";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { MessageSquare } from "lucide-react";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { TableSkeleton } from "@/components/ui/skeleton";
import { api, collaboration } from "@/lib/api/browser";
import { workspaceAllows } from "@/lib/permissions";
import { type Place, runQuery } from "../../runs/queries";
import { useShell } from "../../shell/shell-context";
import { useWorkspace } from "../../workspaces/workspace-scope";
import { CommentEditor } from "./comment-editor";
import { CommentItem } from "./comment-item";
import { commentsKey, commentsQuery } from "./queries";

/** What people say about a run, oldest first, and the field to say more. */
export function CommentsTab({ run, place, canEdit }: { run: RunDetail; place: Place; canEdit: boolean }) {
  const { me } = useShell();
  const { workspace } = useWorkspace();
  const client = useQueryClient();
  const comments = useQuery(commentsQuery(place, run.id));
  const isAdmin = workspaceAllows(workspace.role, "workspace.update");

  async function changed<T>(change: PromiseLike<T>): Promise<T> {
    const result = await change;
    await client.invalidateQueries({ queryKey: commentsKey(place, run.id) });
    client.invalidateQueries({ queryKey: runQuery(api, place, run.id).queryKey, exact: true });
    return result;
  }

  if (!comments.data)
    return comments.isError ? (
      <ErrorState error={comments.error} what="load the comments" onRetry={() => comments.refetch()} retrying={comments.isFetching} />
    ) : (
      <TableSkeleton rows={3} columns={2} />
    );
  return (
    <div className="flex max-w-3xl flex-col gap-4">
      {comments.data.length > 0 ? (
        <ol aria-label="Comments" className="divide-y rounded-md border bg-card">
          {comments.data.map((comment) => {
            const isOwn = comment.author.id === me.actor.id;
            return (
              <CommentItem
                key={comment.id}
                comment={comment}
                organization={place.organization}
                canEdit={canEdit && isOwn}
                canDelete={canEdit && (isOwn || isAdmin)}
                onSave={(body) => changed(collaboration.comments.update(run.id, comment.id, { body }, place))}
                onDelete={() => changed(collaboration.comments.delete(run.id, comment.id, place))}
              />
            );
          })}
        </ol>
      ) : (
        <EmptyState icon={MessageSquare} title="No comments yet">
          {canEdit ? "Say what you see, and mention who should look." : "Who may change runs can comment on them."}
        </EmptyState>
      )}
      {canEdit ? (
        <CommentEditor
          organization={place.organization}
          label="Comment"
          action="Comment"
          onSend={(body) => changed(collaboration.comments.create(run.id, { body }, place))}
        />
      ) : null}
    </div>
  );
}
