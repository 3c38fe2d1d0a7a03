import { avatarTone, initials } from "./initials.ts";
import "./avatar.css";

/** Stands for a person without a picture. Decorative: the name is always beside it. */
export function Avatar({ name }: { readonly name: string }) {
  return (
    <span className="avatar" data-tone={avatarTone(name)} aria-hidden="true">
      {initials(name)}
    </span>
  );
}
