import { type HomeModel, themeChoices } from "@confab/view";
import { LogOut } from "lucide-react";
import { useState } from "react";
import { Button as AriaButton } from "react-aria-components/Button";
import { Header } from "react-aria-components/Header";
import { Menu, MenuItem, MenuSection, MenuTrigger } from "react-aria-components/Menu";
import { Popover } from "react-aria-components/Popover";
import { MenuChoice } from "../controls/MenuChoice.tsx";
import { Avatar } from "../people/Avatar.tsx";
import { useMessages, useSurroundings } from "../surroundings.ts";
import { useSignal } from "../useSignal.ts";
import { GuestSignOutDialog } from "./GuestSignOutDialog.tsx";
import "../controls/menu.css";

interface Props {
  readonly home: HomeModel;
  readonly onSignOut: () => void;
}

/** Appearance and signing out. */
export function AccountMenu({ home, onSignOut }: Props) {
  const text = useMessages().home;
  const { theme } = useSurroundings();
  const name = useSignal(home.ownName$);
  const choice = useSignal(theme.choice$);
  const [asking, setAsking] = useState(false);
  return (
    <>
      <MenuTrigger>
        <AriaButton className="icon-button">
          <Avatar name={name} />
          <span className="only-read-out">{text.accountMenu}</span>
        </AriaButton>
        <Popover className="popover" placement="bottom end">
          <Menu className="menu">
            <MenuSection
              className="menu-section"
              selectionMode="single"
              disallowEmptySelection
              selectedKeys={[choice]}
              onSelectionChange={(keys) => {
                const next = themeChoices.find((known) => new Set(keys).has(known));
                if (next !== undefined) theme.choose(next);
              }}
            >
              <Header className="menu-header">{text.theme}</Header>
              {themeChoices.map((known) => (
                <MenuChoice key={known} id={known} text={text.themes[known]} />
              ))}
            </MenuSection>
            <MenuSection className="menu-section" aria-label={text.accountMenu}>
              <MenuItem
                className="menu-item"
                onAction={() => (home.isGuest ? setAsking(true) : onSignOut())}
              >
                <LogOut aria-hidden="true" />
                {text.signOut}
              </MenuItem>
            </MenuSection>
          </Menu>
        </Popover>
      </MenuTrigger>
      <GuestSignOutDialog isOpen={asking} onClose={() => setAsking(false)} onSignOut={onSignOut} />
    </>
  );
}
