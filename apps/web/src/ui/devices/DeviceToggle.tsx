import type { DeviceModel } from "@confab/view";
import { Mic, MicOff, Video, VideoOff } from "lucide-react";
import { RoundToggle } from "../controls/RoundToggle.tsx";
import { useMessages } from "../surroundings.ts";
import { useSignal } from "../useSignal.ts";

const icons = {
  microphone: { on: Mic, off: MicOff },
  camera: { on: Video, off: VideoOff },
};

interface Props {
  readonly device: DeviceModel;
  /** The key that does the same. */
  readonly shortcut?: string;
}

/** Switches the own microphone or camera on and off. */
export function DeviceToggle({ device, shortcut }: Props) {
  const { devices: text } = useMessages();
  const isOn = useSignal(device.on$);
  const starting = useSignal(device.starting$);
  const problem = useSignal(device.problem$);
  const name = text[device.kind];
  const action = isOn ? text.turnOff(name.toLowerCase()) : text.turnOn(name.toLowerCase());
  const Icon = icons[device.kind][isOn ? "on" : "off"];
  return (
    <RoundToggle
      name={name}
      action={shortcut === undefined ? action : `${action} (${shortcut})`}
      isOn={isOn}
      isBusy={starting}
      hasProblem={problem !== undefined}
      onToggle={() => device.toggle()}
    >
      <Icon aria-hidden="true" />
    </RoundToggle>
  );
}
