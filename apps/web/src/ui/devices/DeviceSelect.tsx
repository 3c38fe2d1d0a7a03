import type { ReadonlySignal } from "@confab/core";
import type { DeviceOption } from "@confab/view";
import { Check, ChevronDown } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "react-aria-components/Button";
import { Label } from "react-aria-components/Label";
import { ListBox, ListBoxItem } from "react-aria-components/ListBox";
import { Popover } from "react-aria-components/Popover";
import { Select, SelectValue } from "react-aria-components/Select";
import { useMessages } from "../surroundings.ts";
import { useSignal } from "../useSignal.ts";
import { deviceName } from "./deviceName.ts";
import "../controls/menu.css";
import "./deviceSelect.css";

/** Devices of one kind, and the one in use. */
export interface SelectableDevices {
  readonly options$: ReadonlySignal<readonly DeviceOption[]>;
  readonly selected$: ReadonlySignal<string | undefined>;
  select(deviceId: string): void;
}

interface Props {
  readonly label: string;
  readonly icon: ReactNode;
  readonly devices: SelectableDevices;
}

/** Chooses a device in the lobby. */
export function DeviceSelect({ label, icon, devices }: Props) {
  const { devices: text } = useMessages();
  const options = useSignal(devices.options$);
  const selected = useSignal(devices.selected$);
  const known = options.some((option) => option.id === selected);
  return (
    <Select
      className="device-select"
      selectedKey={known ? (selected ?? null) : null}
      onSelectionChange={(key) => {
        if (typeof key === "string") devices.select(key);
      }}
      placeholder={options.length === 0 ? text.none : text.systemDefault}
      isDisabled={options.length === 0}
    >
      <Label className="only-read-out">{label}</Label>
      <Button className="device-select-button">
        {icon}
        <SelectValue className="device-select-value" />
        <ChevronDown aria-hidden="true" />
      </Button>
      <Popover className="popover" placement="bottom start">
        <ListBox className="menu">
          {options.map((option) => {
            const name = deviceName(option, label, text.unnamed);
            return (
              <ListBoxItem key={option.id} id={option.id} className="menu-item" textValue={name}>
                <Check className="lucide menu-check" aria-hidden="true" />
                {name}
              </ListBoxItem>
            );
          })}
        </ListBox>
      </Popover>
    </Select>
  );
}
