import type { Device } from '../registry/device.ts';
import type { NewDevice } from '../registry/registry.ts';

/** What became of an application so far; the values are the API's own. */
export type ApplicationStatus = 'CHECK_SUCCESS' | 'CHECK_FAILED' | 'CREATE_SUCCESS' | 'CREATE_FAILED';

/** An application to register many devices. */
export interface Application {
  readonly id: number;
  readonly productKey: string;
  readonly wanted: readonly NewDevice[];
  status: ApplicationStatus;
  /** Names that cannot be registered. */
  invalid: readonly string[];
  /** What was registered. */
  devices: readonly Device[];
}

/** The applications that were made; they end with the process. */
export interface Applications {
  add(application: Omit<Application, 'id'>): Application;
  find(id: number): Application | undefined;
}

/** Beyond so many, the oldest are forgotten. */
const MOST_APPLICATIONS = 100;

/** Makes the list of applications; ids begin with the time in seconds, so that those of an earlier process are unknown. */
export function createApplications(nowMs: number): Applications {
  const applications = new Map<number, Application>();
  let nextId = Math.floor(nowMs / 1000);
  return {
    add(wanted) {
      const application = { id: nextId++, ...wanted };
      applications.set(application.id, application);
      for (const id of applications.keys()) {
        if (applications.size <= MOST_APPLICATIONS) break;
        applications.delete(id);
      }
      return application;
    },
    find: (id) => applications.get(id),
  };
}
