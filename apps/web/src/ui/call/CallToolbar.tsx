import type { CallModel, ScreenShareModel } from "@confab/view";
import { Keyboard, MonitorUp, MonitorX, Phone } from "lucide-react";
import { Button } from "react-aria-components/Button";
import { Tooltip, TooltipTrigger } from "react-aria-components/Tooltip";
import { IconButton } from "../controls/IconButton.tsx";
import { DeviceMenu } from "../devices/DeviceMenu.tsx";
import { DeviceToggle } from "../devices/DeviceToggle.tsx";
import { useMessages } from "../surroundings.ts";
import { useSignal } from "../useSignal.ts";

interface Props {
  readonly call: CallModel;
  readonly onHelp: () => void;
}

/** The switches of the call. */
export function CallToolbar({ call, onHelp }: Props) {
  const { call: text, devices } = useMessages();
  const { microphone, camera, screen, speaker } = call.media;
  return (
    <div className="call-toolbar" role="toolbar" aria-label={text.controls}>
      <div className="call-toolbar-pair">
        <DeviceToggle device={microphone} shortcut="M" />
        <DeviceMenu
          label={devices.microphoneMenu}
          sections={[
            { heading: devices.microphone, devices: microphone },
            ...(speaker.available ? [{ heading: devices.speaker, devices: speaker }] : []),
          ]}
        />
      </div>
      <div className="call-toolbar-pair">
        <DeviceToggle device={camera} shortcut="V" />
        <DeviceMenu
          label={devices.cameraMenu}
          sections={[{ heading: devices.camera, devices: camera }]}
        />
      </div>
      {screen.available && <ScreenButton screen={screen} />}
      <TooltipTrigger delay={500}>
        <Button className="leave-button" aria-label={text.leave} onPress={() => call.leave()}>
          <Phone aria-hidden="true" />
        </Button>
        <Tooltip className="tooltip" offset={8}>
          {text.leave}
        </Tooltip>
      </TooltipTrigger>
      <span className="call-help">
        <IconButton aria-label={text.shortcuts} onPress={onHelp}>
          <Keyboard aria-hidden="true" />
        </IconButton>
      </span>
    </div>
  );
}

function ScreenButton({ screen }: { readonly screen: ScreenShareModel }) {
  const { call: text } = useMessages();
  const sharing = useSignal(screen.sharing$);
  const starting = useSignal(screen.starting$);
  const name = sharing ? text.stopSharing : text.shareScreen;
  const Icon = sharing ? MonitorX : MonitorUp;
  return (
    <TooltipTrigger delay={500}>
      <Button
        className="round-toggle"
        aria-label={name}
        aria-busy={starting}
        data-tone="bright"
        data-selected={sharing || undefined}
        onPress={() => screen.toggle()}
      >
        <Icon aria-hidden="true" />
      </Button>
      <Tooltip className="tooltip" offset={8}>
        {`${name} (S)`}
      </Tooltip>
    </TooltipTrigger>
  );
}
