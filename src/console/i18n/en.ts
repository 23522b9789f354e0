/** All that the page says, in English. */
export const en = {
  common: {
    loading: 'Loading…',
    retry: 'Try again',
    cancel: 'Cancel',
    save: 'Save',
    close: 'Close',
    remove: 'Delete',
    edit: 'Edit',
    copy: 'Copy',
    copied: 'Copied',
    cannotCopy: 'The browser does not allow copying here. Select the text instead.',
    none: '–',
    previous: 'Previous',
    next: 'Next',
    unreachable: 'The emulator does not answer. Is it still running?',
    notFound: 'There is nothing at this address.',
    failed: (reason: string) => `That did not work: ${reason}`,
    range: (first: number, last: number, total: string) => `${first}–${last} of ${total}`,
  },
  app: {
    title: 'iot-sim emulator',
    skip: 'Skip to the content',
    navigation: 'Main',
    products: 'Products',
    devices: 'Devices',
    faults: 'Faults',
    live: 'Live',
    notLive: 'Connecting…',
    language: '中文',
    languageLabel: '切换到中文',
  },
  states: {
    online: 'Online',
    offline: 'Offline',
    inactive: 'Inactive',
    disabled: 'Disabled',
  },
};

/** What every language says. */
export type Texts = typeof en;
