"use client";
import type { Comment } from "@cairn/sdk/schema";
import { Pencil, Trash2 } from "lucide-react";
import { useState } from "react";
import { ConfirmDialog } from "@/components/confirm-dialog";
import { Avatar } from "@/components/ui/avatar";
import { Button } from "@/components/ui/button";
import { RelativeTime } from "@/components/ui/relative-time";
import { Markdown } from "../run/markdown";
import { CommentEditor } from "./comment-editor";

export interface CommentItemProps {
  comment: Comment;
  organization: string;
  canEdit: boolean;
  canDelete: boolean;
  onSave: (body: string) => Promise<unknown>;
  onDelete: () => Promise<unknown>;
}

/** One comment: who, when, what; its author edits it in place. */
export function CommentItem({ comment, organization, canEdit, canDelete, onSave, onDelete }: CommentItemProps) {
  const [isEditing, setEditing] = useState(false);
  const [isAsked, setAsked] = useState(false);
  const { author } = comment;
  return (
    <li aria-label={`Comment of ${author.name}`} className="flex min-w-0 gap-2.5 p-3">
      <Avatar name={author.name} shape={author.type === "user" ? "round" : "square"} />
      <div className="flex min-w-0 flex-1 flex-col gap-1">
        <div className="flex min-h-6 min-w-0 flex-wrap items-center gap-x-2 text-sm">
          <span className="min-w-0 truncate font-medium">{author.name}</span>
          <RelativeTime value={comment.created_at} className="text-muted-foreground text-xs" />
          {comment.edited_at ? <span className="text-muted-foreground text-xs">edited</span> : null}
          <span className="ml-auto flex">
            {canEdit && !isEditing ? (
              <Button size="icon-sm" variant="ghost" aria-label="Edit comment" title="Edit comment" onClick={() => setEditing(true)}>
                <Pencil aria-hidden />
              </Button>
            ) : null}
            {canDelete ? (
              <Button size="icon-sm" variant="ghost" aria-label="Delete comment" title="Delete comment" onClick={() => setAsked(true)}>
                <Trash2 aria-hidden />
              </Button>
            ) : null}
          </span>
        </div>
        {isEditing ? (
          <CommentEditor
            organization={organization}
            body={comment.body}
            label="Edit comment"
            action="Save comment"
            onCancel={() => setEditing(false)}
            onSend={async (body) => {
              await onSave(body);
              setEditing(false);
            }}
          />
        ) : (
          <Markdown text={comment.body} />
        )}
      </div>
      <ConfirmDialog open={isAsked} onOpenChange={setAsked} title="Delete this comment?" confirmLabel="Delete comment" onConfirm={onDelete}>
        Its text is gone for good.
      </ConfirmDialog>
    </li>
  );
}
