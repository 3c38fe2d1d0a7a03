import { type CallError, DeviceError } from "../errors/callError.ts";
import { toCallError } from "../errors/toCallError.ts";
import type { KeyValueStore } from "../ports/keyValueStore.ts";
import type { Capture, DeviceFailure, MediaDevicesPort } from "../ports/mediaDevices.ts";
import type { Scope } from "../reactive/scope.ts";
import { computed, effect, signal, untracked } from "../reactive/signal.ts";
import type { LocalDeviceSource } from "./localMedia.ts";

interface DeviceSourceDeps {
  readonly devices: MediaDevicesPort;
  readonly preferences: KeyValueStore;
  readonly kind: "microphone" | "camera";
  /** Off until it is switched on, whatever is remembered. */
  readonly startOff: boolean;
  /** Keeps a device that was opened once open while switched off, so that switching on takes no time. */
  readonly staysOpen: boolean;
}

/** A new object for every change of mind, so that "the same wish" is the same object. */
interface Wish {
  readonly deviceId: string | undefined;
}

/** Failures that another device may cure. */
const curable: ReadonlySet<DeviceFailure> = new Set(["missing", "unplugged", "busy"]);

/** Own microphone or camera. The device runs as the last wish says; wishes that come while it opens replace each other. */
export function createDeviceSource(scope: Scope, deps: DeviceSourceDeps): LocalDeviceSource {
  const { devices, preferences, kind, startOff, staysOpen } = deps;
  const wantedKey = `${kind}.wanted`;
  const deviceKey = `${kind}.device`;
  const wanted$ = signal(!startOff && preferences.get(wantedKey) !== "off");
  const deviceId$ = signal(preferences.get(deviceKey));
  const running$ = signal<Capture | undefined>(undefined);
  const opening$ = signal(false);
  const problem$ = signal<CallError | undefined>(undefined);
  const devices$ = computed(() => devices.devices$.value.filter((device) => device.kind === kind));
  let wish: Wish = { deviceId: deviceId$.peek() };
  /** What `running$` was opened for, and the scope that closes it. */
  let opened: { readonly wish: Wish; readonly own: Scope } | undefined;
  let wasUnplugged = false;

  const close = () => {
    const closing = opened;
    opened = undefined;
    running$.value = undefined;
    closing?.own.end();
  };

  const onFailure = (failure: DeviceFailure) => {
    close();
    if (failure === "unplugged") {
      wasUnplugged = true;
      aim();
    } else if (wanted$.peek()) problem$.value = new DeviceError(failure);
  };

  const adopt = (capture: Capture, forWish: Wish) => {
    const previous = opened;
    const own = scope.child();
    opened = { wish: forWish, own };
    running$.value = capture;
    wasUnplugged = false;
    own.onEnd(() => capture.stop());
    own.onEnd(
      capture.failure$.subscribe((failure) => {
        if (failure !== undefined && opened?.own === own) untracked(() => onFailure(failure));
      }),
    );
    previous?.own.end();
  };

  /** Some systems open a device once only, or one camera at a time: then the old one has to go first. */
  const capture = async (deviceId: string | undefined) => {
    try {
      return await devices.capture(kind, deviceId);
    } catch (error) {
      const isBusy = error instanceof DeviceError && error.failure === "busy";
      if (!isBusy || opened === undefined) throw error;
      close();
      return await devices.capture(kind, deviceId);
    }
  };

  const isSettled = () => scope.ended || !wanted$.peek() || opened?.wish === wish;
  const settle = async () => {
    if (opening$.peek()) return;
    while (!isSettled()) {
      const current = wish;
      opening$.value = true;
      problem$.value = undefined;
      try {
        const captured = await capture(current.deviceId);
        // A camera that is not wanted any more must not light up for longer than it took to open.
        if (scope.ended || (!wanted$.peek() && !staysOpen)) captured.stop();
        else adopt(captured, current);
      } catch (error) {
        if (current === wish) {
          if (wanted$.peek()) problem$.value = toProblem(error, wasUnplugged);
          break;
        }
      }
    }
    opening$.value = false;
  };
  /** Something has changed: what runs must fit again. */
  const aim = () => {
    wish = { deviceId: deviceId$.peek() };
    void settle();
  };

  let known: ReadonlySet<string> = new Set();
  scope.onEnd(
    effect(() => {
      const now = new Set(devices$.value.map(({ id }) => id));
      const isNew = [...now].some((id) => !known.has(id));
      known = now;
      const problem = problem$.peek();
      const isCurable = problem instanceof DeviceError && curable.has(problem.failure);
      if (isNew && isCurable) untracked(aim);
    }),
  );
  void settle();

  return {
    wanted$,
    capture$: computed(() => (wanted$.value ? running$.value : undefined)),
    starting$: computed(() => wanted$.value && opening$.value),
    problem$,
    deviceId$,
    devices$,
    setWanted(wanted) {
      if (wanted === wanted$.peek()) return;
      preferences.set(wantedKey, wanted ? "on" : "off");
      wanted$.value = wanted;
      problem$.value = undefined;
      if (!wanted && !staysOpen) close();
      if (wanted) void settle();
    },
    selectDevice(deviceId) {
      if (deviceId === deviceId$.peek()) return;
      preferences.set(deviceKey, deviceId);
      deviceId$.value = deviceId;
      if (!wanted$.peek()) close();
      aim();
    },
    retry: aim,
  };
}

/** When a device was pulled and none is left, that says more than "missing". */
function toProblem(error: unknown, wasUnplugged: boolean): CallError {
  const isMissing = error instanceof DeviceError && error.failure === "missing";
  return isMissing && wasUnplugged ? new DeviceError("unplugged", error) : toCallError(error);
}
