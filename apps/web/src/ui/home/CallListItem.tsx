import type { CallRow, HomeModel } from "@confab/view";
import { Ellipsis, Trash2 } from "lucide-react";
import { Button } from "react-aria-components/Button";
import { Menu, MenuItem, MenuTrigger } from "react-aria-components/Menu";
import { Popover } from "react-aria-components/Popover";
import { CopyLinkButton } from "../controls/CopyLinkButton.tsx";
import { IconButton } from "../controls/IconButton.tsx";
import { Avatar } from "../people/Avatar.tsx";
import { useMessages } from "../surroundings.ts";
import "../controls/menu.css";

interface Props {
  readonly call: CallRow;
  readonly home: HomeModel;
}

/** One call: a click opens its lobby. */
export function CallListItem({ call, home }: Props) {
  const { home: text, locale, lobby } = useMessages();
  const name = call.name === "" ? lobby.unnamedCall : call.name;
  const { value, unit } = call.lastActive;
  return (
    <li className="call-row">
      <Button className="call-row-open" onPress={() => home.open(call.roomId)}>
        <Avatar name={name} />
        <span className="call-row-text">
          <span className="call-row-name" dir="auto">
            {name}
          </span>
          {call.participantCount > 0 ? (
            <span className="call-row-live">{text.inCall(call.participantCount)}</span>
          ) : (
            <span className="call-row-time">
              {new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(value, unit)}
            </span>
          )}
        </span>
      </Button>
      <CopyLinkButton link={call.link} kind="quiet" />
      <MenuTrigger>
        <IconButton aria-label={text.more(name)}>
          <Ellipsis aria-hidden="true" />
        </IconButton>
        <Popover className="popover" placement="bottom end">
          <Menu className="menu">
            <MenuItem className="menu-item" onAction={() => home.leave(call.roomId)}>
              <Trash2 aria-hidden="true" />
              {text.leaveCall}
            </MenuItem>
          </Menu>
        </Popover>
      </MenuTrigger>
    </li>
  );
}
