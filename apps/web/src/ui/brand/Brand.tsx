import { useMessages } from "../surroundings.ts";
import { Logo } from "./Logo.tsx";

/** Logo and name. */
export function Brand({ heading = false }: { readonly heading?: boolean }) {
  const { brand } = useMessages();
  const Name = heading ? "h1" : "span";
  return (
    <div className="brand">
      <Logo size={heading ? 34 : 26} />
      <Name className="brand-name">{brand.name}</Name>
    </div>
  );
}
