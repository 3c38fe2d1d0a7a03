import type { ReactNode } from "react";
import { Brand } from "../brand/Brand.tsx";
import { Logo } from "../brand/Logo.tsx";
import { useMessages } from "../surroundings.ts";
import "./messagePage.css";

interface Props {
  readonly title: string;
  readonly children: ReactNode;
  readonly actions?: ReactNode;
  /** Interrupts a screen reader: for what the person did not ask for. */
  readonly isAlert?: boolean;
}

/** A page that says one thing, and what can be done next. */
export function MessagePage({ title, children, actions, isAlert = false }: Props) {
  const { brand } = useMessages();
  return (
    <div className="message-page">
      <title>{`${title} · ${brand.name}`}</title>
      <header className="message-bar">
        <Brand />
      </header>
      <main className="message-main">
        <div role={isAlert ? "alert" : undefined} className="message-text">
          <Logo size={72} />
          <h1>{title}</h1>
          {children}
        </div>
        {actions !== undefined && <div className="message-actions">{actions}</div>}
      </main>
    </div>
  );
}
