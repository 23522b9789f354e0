import { useState } from 'preact/hooks';
import { request } from '../../api.ts';
import { type Action, useAction } from '../../resource.ts';
import { type DeviceName, devicePath } from './device-path.ts';

/** A DeviceSecret, which is asked for when somebody wants to see or to copy it. */
export interface Secret {
  /** Undefined while it is hidden. */
  readonly shown: string | undefined;
  readonly action: Action;
  /** Shows it, or hides it again. */
  readonly toggle: () => void;
  /** Asks for it without showing it. */
  readonly read: () => Promise<string>;
}

/** The secret of a device, hidden at first and again once the view is left. */
export function useSecret(device: DeviceName): Secret {
  const [shown, setShown] = useState<string>();
  const action = useAction();
  const path = devicePath(device, 'secret');
  const read = async (): Promise<string> =>
    (await request<{ readonly deviceSecret: string }>(path)).deviceSecret;
  const toggle = (): void => {
    if (shown !== undefined) setShown(undefined);
    else void action.run(async () => setShown(await read()));
  };
  return { shown, action, toggle, read };
}
