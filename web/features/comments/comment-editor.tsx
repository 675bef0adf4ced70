"use client";
import type { Member } from "@cairn/sdk/schema";
import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useId, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { FormError } from "@/components/form-error";
import { Button } from "@/components/ui/button";
import { controlStyles } from "@/components/ui/input";
import { api } from "@/lib/api/browser";
import { cn } from "@/lib/cn";
import { membersQuery } from "../members/queries";
import { MentionList, optionId } from "./mention-list";
import { type Named, nameFor, toBody, toText, wordAt } from "./mention-text";

/** People that the list shows at once. */
const SHOWN_MAX = 6;

export interface CommentEditorProps {
  organization: string;
  /** The comment as it is, when it is edited. */
  body?: string;
  label: string;
  /** The verb on the button. */
  action: string;
  onSend: (body: string) => Promise<unknown>;
  /** Left out where there is nothing to go back to. */
  onCancel?: () => void;
}

/** Writes Markdown; an @ lists members to mention. */
export function CommentEditor({ organization, body = "", label, action, onSend, onCancel }: CommentEditorProps) {
  const [start] = useState(() => toText(body));
  const [text, setText] = useState(start.text);
  const [named, setNamed] = useState<readonly Named[]>(start.named);
  const [place, setPlace] = useState<ReturnType<typeof wordAt>>(null);
  const [chosen, setChosen] = useState(0);
  const [pending, setPending] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const list = useId();
  const members = useQuery({ ...membersQuery(api, organization), enabled: place !== null, staleTime: 60_000 });

  const wanted = place?.word.toLocaleLowerCase() ?? "";
  const people = place
    ? (members.data ?? [])
        .filter(({ name, email }) => name.toLocaleLowerCase().includes(wanted) || email.toLocaleLowerCase().startsWith(wanted))
        .slice(0, SHOWN_MAX)
    : [];

  function write(next: string, cursor: number) {
    setText(next);
    setPlace(wordAt(next, cursor));
    setChosen(0);
  }
  function pick({ user_id: id, name, email }: Member) {
    if (!place) return;
    const one = nameFor({ id, name: name || email, email }, named);
    const before = `${text.slice(0, place.at)}@${one.label} `;
    // At once: what is typed next must not come before the cursor is where it belongs.
    flushSync(() => {
      setNamed([...named.filter((other) => other.id !== id), one]);
      setText(before + text.slice(place.at + place.word.length + 1));
      setPlace(null);
    });
    field.current?.setSelectionRange(before.length, before.length);
  }
  async function send() {
    if (text.trim() === "" || pending) return;
    setPending(true);
    setError(null);
    try {
      await onSend(toBody(text, named));
      setText("");
      setNamed([]);
    } catch (thrown) {
      setError(thrown);
    } finally {
      setPending(false);
    }
  }
  function onKeyDown(event: KeyboardEvent) {
    if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) return void send();
    const person = people[chosen];
    if (!person) {
      if (event.key === "Escape" && text === start.text) onCancel?.();
      return;
    }
    if (event.key === "ArrowDown") setChosen((chosen + 1) % people.length);
    else if (event.key === "ArrowUp") setChosen((chosen + people.length - 1) % people.length);
    else if (event.key === "Enter" || event.key === "Tab") pick(person);
    else if (event.key === "Escape") setPlace(null);
    else return;
    event.preventDefault();
  }

  return (
    <div className="flex flex-col gap-2">
      <div className="relative">
        <textarea
          ref={field}
          aria-label={label}
          aria-controls={list}
          aria-autocomplete="list"
          aria-haspopup="listbox"
          {...(people.length > 0 ? { "aria-activedescendant": optionId(list, chosen) } : {})}
          // biome-ignore lint/a11y/noAutofocus: the person has just asked to edit here
          autoFocus={onCancel !== undefined}
          className={cn(controlStyles, "field-sizing-content min-h-20 max-w-[88ch] p-2.5 leading-5")}
          placeholder="Markdown. @ mentions a member."
          value={text}
          onChange={(event) => write(event.target.value, event.target.selectionStart)}
          onKeyDown={onKeyDown}
          onBlur={() => setPlace(null)}
        />
        {people.length > 0 ? <MentionList id={list} people={people} chosen={chosen} onPick={pick} /> : null}
      </div>
      <FormError error={error} />
      <div className="flex items-center gap-2">
        <Button size="sm" variant="primary" pending={pending} disabled={text.trim() === ""} onClick={send}>
          {action}
        </Button>
        {onCancel ? (
          <Button size="sm" variant="ghost" onClick={onCancel}>
            Cancel
          </Button>
        ) : null}
      </div>
    </div>
  );
}
