"use client";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { cn } from "@/lib/cn";
import { useWorkspace } from "../workspaces/workspace-scope";

const TABS = [
  { label: "Tasks", path: "/tasks" },
  { label: "Graph of everything", path: "/tasks/graph" },
  { label: "Types", path: "/tasks/types" },
  { label: "Clean up", path: "/tasks/clean-up" },
] as const;

/** The pages about all tasks of a workspace. */
export function TasksTabs() {
  const { org, workspace } = useWorkspace();
  const pathname = usePathname();
  const base = `/${org}/${workspace.slug}`;
  return (
    <nav aria-label="Pages about tasks" className="flex shrink-0 gap-1 overflow-x-auto border-b px-3 md:px-6">
      {TABS.map(({ label, path }) => {
        const isHere = pathname === base + path;
        return (
          <Link
            key={path}
            href={base + path}
            aria-current={isHere ? "page" : undefined}
            className={cn(
              "-mb-px -outline-offset-2 inline-flex h-9 shrink-0 items-center border-transparent border-b-2 px-2.5 text-muted-foreground text-sm hover:text-foreground",
              isHere && "border-primary font-medium text-foreground",
            )}
          >
            {label}
          </Link>
        );
      })}
    </nav>
  );
}
