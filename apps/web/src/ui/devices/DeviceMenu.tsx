import { ChevronUp } from "lucide-react";
import { Header } from "react-aria-components/Header";
import { Menu, MenuItem, MenuSection, MenuTrigger } from "react-aria-components/Menu";
import { Popover } from "react-aria-components/Popover";
import { IconButton } from "../controls/IconButton.tsx";
import { MenuChoice } from "../controls/MenuChoice.tsx";
import { useMessages } from "../surroundings.ts";
import { useSignal } from "../useSignal.ts";
import { deviceName } from "./deviceName.ts";
import type { SelectableDevices } from "./DeviceSelect.tsx";
import "../controls/menu.css";

interface Section {
  readonly heading: string;
  readonly devices: SelectableDevices;
}

interface Props {
  readonly label: string;
  readonly sections: readonly Section[];
}

/** The menu beside a switch in the call: which device it means. */
export function DeviceMenu({ label, sections }: Props) {
  return (
    <MenuTrigger>
      <IconButton aria-label={label}>
        <ChevronUp aria-hidden="true" />
      </IconButton>
      <Popover className="popover" placement="top">
        <Menu className="menu" aria-label={label}>
          {sections.map((section) => (
            <DeviceSection key={section.heading} {...section} />
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

function DeviceSection({ heading, devices }: Section) {
  const { devices: text } = useMessages();
  const options = useSignal(devices.options$);
  const selected = useSignal(devices.selected$);
  return (
    <MenuSection
      className="menu-section"
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={selected === undefined ? [] : [selected]}
      onSelectionChange={(keys) => {
        const next = options.find((option) => new Set(keys).has(option.id));
        if (next !== undefined) devices.select(next.id);
      }}
    >
      <Header className="menu-header">{heading}</Header>
      {options.length === 0 ? (
        <MenuItem className="menu-item" isDisabled>
          {text.none}
        </MenuItem>
      ) : (
        options.map((option) => (
          <MenuChoice
            key={option.id}
            id={option.id}
            text={deviceName(option, heading, text.unnamed)}
          />
        ))
      )}
    </MenuSection>
  );
}
