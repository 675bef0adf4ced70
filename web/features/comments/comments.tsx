"use client";
import type { Comment } from "@cairn/sdk/schema";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { MessageSquare } from "lucide-react";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { TableSkeleton } from "@/components/ui/skeleton";
import { collaboration } from "@/lib/api/browser";
import { workspaceAllows } from "@/lib/permissions";
import { type Place, runsKey } from "../runs/queries";
import { useLive } from "../runs/use-live";
import { useShell } from "../shell/shell-context";
import { useWorkspace } from "../workspaces/workspace-scope";
import { CommentEditor } from "./comment-editor";
import { CommentItem } from "./comment-item";
import { commentsQuery } from "./queries";

export interface CommentsProps {
  place: Place;
  subject: Comment["subject"];
  canEdit: boolean;
}

/** What people say about a run or an experiment, oldest first, and the field to say more. */
export function Comments({ place, subject: { type, id }, canEdit }: CommentsProps) {
  const { me } = useShell();
  const { workspace } = useWorkspace();
  const client = useQueryClient();
  const query = commentsQuery(place, id);
  const comments = useQuery(query);
  const isAdmin = workspaceAllows(workspace.role, "workspace.update");
  const refresh = () => client.invalidateQueries({ queryKey: query.queryKey });
  useLive({
    ...place,
    onMessage: (message) => {
      if (message.kind === "event" && message.event.subject.id === id && message.event.type.startsWith("comment.")) refresh();
    },
    onReturn: refresh,
  });

  async function changed<T>(change: PromiseLike<T>): Promise<T> {
    const result = await change;
    await refresh();
    // How many there are stands beside the name of this part.
    client.invalidateQueries({ queryKey: [...runsKey(place), type, id], exact: true });
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
                onSave={(body) => changed(collaboration.comments.update(comment.id, { body }, place))}
                onDelete={() => changed(collaboration.comments.delete(comment.id, place))}
              />
            );
          })}
        </ol>
      ) : (
        <EmptyState icon={MessageSquare} title="No comments yet">
          {canEdit ? "Say what you see, and mention who should look." : "Who may change runs and experiments can comment on them."}
        </EmptyState>
      )}
      {canEdit ? (
        <CommentEditor
          organization={place.organization}
          label="Comment"
          action="Comment"
          onSend={(body) => changed(collaboration.comments.create({ subject: id, body }, place))}
        />
      ) : null}
    </div>
  );
}
