import type { LobbyModel, LobbyPerson } from "@confab/view";
import { Avatar } from "../people/Avatar.tsx";
import { useMessages } from "../surroundings.ts";
import { useSignal } from "../useSignal.ts";

/** Who is in the call already, by name. */
export function LobbyPeople({ lobby }: { readonly lobby: LobbyModel }) {
  const text = useMessages().lobby;
  const people = useSignal(lobby.people$);
  if (people === undefined) return <div className="lobby-people" aria-hidden="true" />;
  if (people.length === 0) return <p className="lobby-people">{text.nobodyYet}</p>;
  return (
    <div className="lobby-people">
      <p className="lobby-people-count">{text.here(people.length)}</p>
      <ul>
        {people.map((person) => (
          <Person key={person.id} person={person} />
        ))}
      </ul>
    </div>
  );
}

function Person({ person }: { readonly person: LobbyPerson }) {
  const name = useSignal(person.name$);
  return (
    <li>
      <Avatar name={name} />
      <span className="lobby-person-name" dir="auto">
        {name}
      </span>
    </li>
  );
}
