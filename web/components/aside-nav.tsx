"use client";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";
import { cn } from "@/lib/cn";

export interface AsideNavProps {
  label: string;
  links: readonly { label: string; href: string }[];
}

/** Pages of one area: a column on desks, a row that scrolls on phones. */
export function AsideNav({ label, links }: AsideNavProps) {
  const pathname = usePathname();
  // A page below another one, such as a single webhook, counts as that one.
  const open = links
    .map(({ href }) => href)
    .filter((href) => pathname === href || pathname.startsWith(`${href}/`))
    .sort((a, b) => b.length - a.length)[0];
  const list = useRef<HTMLUListElement>(null);
  // On phones the row scrolls: the page that is open must be in sight.
  useEffect(() => {
    list.current?.querySelector("[aria-current=page]")?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [pathname]);
  return (
    <nav
      aria-label={label}
      className="-mx-4 overflow-x-auto border-b px-4 md:-mx-6 md:px-6 lg:mx-0 lg:w-44 lg:shrink-0 lg:overflow-visible lg:border-0 lg:px-0"
    >
      <ul ref={list} className="flex gap-4 lg:sticky lg:top-18 lg:flex-col lg:gap-0.5">
        {links.map(({ label: name, href }) => {
          const current = href === open;
          return (
            <li key={href}>
              <Link
                href={href}
                aria-current={current ? "page" : undefined}
                className={cn(
                  "-mb-px flex h-9 items-center whitespace-nowrap border-transparent border-b-2 text-muted-foreground text-sm -outline-offset-2 hover:text-foreground lg:mb-0 lg:h-8 lg:rounded-md lg:border-0 lg:px-2.5 lg:hover:bg-accent",
                  current && "border-primary font-medium text-foreground lg:bg-accent",
                )}
              >
                {name}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
