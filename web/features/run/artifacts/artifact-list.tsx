"use client";
import { ChevronRight, File, Folder } from "lucide-react";
import { useState } from "react";
import { cn } from "@/lib/cn";
import { formatBytes } from "../../charts/bytes";
import type { TreeNode } from "./file-tree";

export interface ArtifactListProps {
  nodes: readonly TreeNode[];
  selected: string | null;
  onSelect: (path: string) => void;
}

/** Files and folders with their sizes. */
export function ArtifactList({ nodes, selected, onSelect }: ArtifactListProps) {
  return (
    <ul aria-label="Files" className="min-w-0 py-1">
      {nodes.map((node) => (
        <Item key={node.path} node={node} depth={0} selected={selected} onSelect={onSelect} />
      ))}
    </ul>
  );
}

interface ItemProps extends Omit<ArtifactListProps, "nodes"> {
  node: TreeNode;
  depth: number;
}

/** Folders with more files than this are closed at first. */
const OPEN_MAX = 50;

function Item({ node, depth, selected, onSelect }: ItemProps) {
  const [isOpen, setOpen] = useState(node.files <= OPEN_MAX || (selected?.startsWith(`${node.path}/`) ?? false));
  const isFolder = node.file === undefined;
  const isSelected = node.path === selected;
  return (
    <li>
      <button
        type="button"
        data-file={isFolder ? undefined : node.path}
        aria-expanded={isFolder ? isOpen : undefined}
        aria-current={isSelected || undefined}
        className={cn(
          "-outline-offset-2 flex h-7 w-full min-w-0 items-center gap-1.5 pr-3 text-left text-sm hover:bg-accent",
          isSelected && "bg-primary-soft",
        )}
        style={{ paddingLeft: 8 + depth * 14 }}
        onClick={() => (isFolder ? setOpen(!isOpen) : onSelect(node.path))}
      >
        <ChevronRight
          aria-hidden
          className={cn("size-3.5 shrink-0 text-muted-foreground transition-transform", isOpen && "rotate-90", !isFolder && "invisible")}
        />
        {isFolder ? (
          <Folder aria-hidden className="size-4 shrink-0 text-muted-foreground" />
        ) : (
          <File aria-hidden className="size-4 shrink-0 text-muted-foreground" />
        )}
        <span className="min-w-0 flex-1 truncate" title={node.path}>
          {node.name}
        </span>
        <span className="shrink-0 text-muted-foreground text-xs tabular">{formatBytes(node.size)}</span>
      </button>
      {isFolder && isOpen ? (
        <ul>
          {node.children.map((child) => (
            <Item key={child.path} node={child} depth={depth + 1} selected={selected} onSelect={onSelect} />
          ))}
        </ul>
      ) : null}
    </li>
  );
}
