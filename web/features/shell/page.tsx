"use client";
import { ChevronRight, PanelLeft, Search } from "lucide-react";
import Link from "next/link";
import { Fragment, type ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";
import { cn } from "@/lib/cn";
import { useShell } from "./shell-context";
import { useModifierKey } from "./use-shortcuts";

export interface Crumb {
  label: string;
  href?: string;
}

export interface PageProps {
  /** The page's heading; also the last crumb. */
  title: string;
  /** Places between the workspace (or organization) and this page. */
  crumbs?: Crumb[];
  /** Buttons at the right of the top bar; one of them primary at most. */
  actions?: ReactNode;
  /** Whether the title stands above the content too; charts and tables do without. */
  heading?: boolean;
  description?: ReactNode;
  width?: "fluid" | "settings";
  /** The content fills the window below the top bar and scrolls by itself: tables beside charts. */
  fill?: boolean;
  /** Links beside the content: the pages of the settings. */
  aside?: ReactNode;
  children: ReactNode;
}

/** A page inside the frame: top bar with breadcrumb and actions, then the content. */
export function Page({
  title,
  crumbs = [],
  actions,
  heading = true,
  description,
  width = "fluid",
  fill = false,
  aside,
  children,
}: PageProps) {
  if (fill)
    return (
      <>
        <TopBar title={title} crumbs={crumbs} actions={actions} showsHeading={false} />
        <main id="main" tabIndex={-1} className="flex h-[calc(100dvh-3rem)] min-w-0 flex-col overflow-hidden focus:outline-none">
          {children}
        </main>
      </>
    );
  return (
    <>
      <TopBar title={title} crumbs={crumbs} actions={actions} showsHeading={heading} />
      <main id="main" tabIndex={-1} className="flex min-w-0 flex-1 flex-col focus:outline-none">
        <div className={cn("flex w-full flex-1 flex-col gap-6 p-4 md:p-6 lg:gap-10", aside && "mx-auto max-w-[1144px] lg:flex-row")}>
          {aside}
          <div
            className={cn(
              "flex min-w-0 flex-1 flex-col gap-6",
              width === "settings" && "w-full max-w-[880px]",
              width === "settings" && !aside && "mx-auto",
            )}
          >
            {heading ? (
              <div>
                <h1 className="font-semibold text-xl tracking-tight">{title}</h1>
                {description ? <p className="mt-1 max-w-[72ch] text-muted-foreground text-sm">{description}</p> : null}
              </div>
            ) : null}
            {children}
          </div>
        </div>
      </main>
    </>
  );
}

interface TopBarProps {
  title: string;
  crumbs: Crumb[];
  actions: ReactNode;
  showsHeading: boolean;
}

function TopBar({ title, crumbs, actions, showsHeading }: TopBarProps) {
  const { organization, workspace, scope, show, openNavigation } = useShell();
  const modifier = useModifierKey();
  const places: Crumb[] = [];
  if (organization && scope !== "account") places.push({ label: organization.name, href: `/${organization.slug}` });
  if (organization && workspace && scope === "workspace")
    places.push({ label: workspace.name, href: `/${organization.slug}/${workspace.slug}` });
  const all = [...places, ...crumbs];
  const Last = showsHeading ? "span" : "h1";
  return (
    <header className="sticky top-0 z-20 flex h-12 shrink-0 items-center gap-2 border-b bg-background px-3 md:px-6">
      <Button variant="ghost" size="icon" className="-ml-1 md:hidden" aria-label="Open navigation" onClick={openNavigation}>
        <PanelLeft aria-hidden />
      </Button>
      <nav aria-label="Breadcrumb" className="min-w-0 flex-1">
        <ol className="flex min-w-0 items-center gap-1 text-sm">
          {all.map((crumb, index) => (
            <Fragment key={crumb.href ?? crumb.label}>
              <li className={cn("min-w-0 truncate text-muted-foreground", index < all.length - 1 ? "max-lg:hidden" : "max-sm:max-w-24")}>
                {crumb.href ? (
                  <Link href={crumb.href} className="rounded-sm hover:text-foreground">
                    {crumb.label}
                  </Link>
                ) : (
                  crumb.label
                )}
              </li>
              <li aria-hidden className={cn("shrink-0", index < all.length - 1 && "max-lg:hidden")}>
                <ChevronRight className="size-3.5 text-muted-foreground/70" />
              </li>
            </Fragment>
          ))}
          <li className="min-w-0 truncate font-medium">
            <Last aria-current="page" className="truncate font-medium text-sm">
              {title}
            </Last>
          </li>
        </ol>
      </nav>
      <Button
        variant="secondary"
        className="border-border px-2 text-muted-foreground lg:w-44 lg:justify-start"
        onClick={() => show("palette")}
      >
        <Search aria-hidden />
        <span className="flex-1 text-left font-normal max-lg:sr-only">Search</span>
        <Kbd className="max-lg:hidden" aria-hidden>
          {modifier} K
        </Kbd>
      </Button>
      {actions}
    </header>
  );
}
