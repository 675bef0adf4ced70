import { describe, expect, test } from "vitest";
import { nameFor, toBody, toText, wordAt } from "./mention-text";

const ada = { id: "usr_01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3c", name: "Ada", email: "ada@example.org" };
const lovelace = { id: "usr_01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3d", name: "Ada Lovelace", email: "l@example.org" };
const other = { id: "usr_01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3e", name: "Ada", email: "other@example.org" };

describe("mentions", () => {
  test("are written as names and sent with ids, and come back as names", () => {
    const named = [nameFor(ada, []), nameFor(lovelace, [])];
    const text = "@Ada, @Ada Lovelace: see @Adana and ada@Ada.";
    const body = toBody(text, named);
    expect(body).toBe(`@[Ada](${ada.id}), @[Ada Lovelace](${lovelace.id}): see @Adana and ada@Ada.`);
    expect(toText(body)).toEqual({ text, named });
    expect(toBody("@Ada", [])).toBe("@Ada");
  });

  test("tell two people of one name apart, and keep a name from ending the mention", () => {
    const first = nameFor(ada, []);
    expect(nameFor(ada, [first])).toEqual(first);
    const second = nameFor(other, [first]);
    expect(toText(toBody(`@${first.label} @${second.label}`, [first, second])).named).toEqual([first, second]);
    expect(toBody("@a  b (x", [nameFor({ ...ada, name: "a][b (x" }, [])])).toBe(`@[a  b (x](${ada.id})`);
  });

  test("are looked for at the word where the cursor stands", () => {
    expect(wordAt("see @lo and", 7)).toEqual({ at: 4, word: "lo" });
    expect(wordAt("@", 1)).toEqual({ at: 0, word: "" });
    expect(wordAt("mail ada@example", 16)).toBeNull();
    expect(wordAt("see @lo and", 11)).toBeNull();
  });
});
