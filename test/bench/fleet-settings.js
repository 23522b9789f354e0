// How much the fleet's bench does.

/** Connections of every client. */
export const CONNECTIONS = 64;

/** What is measured for figures. */
export const FULL = {
  pollMs: 250,
  /** Clients that send as fast as they can. */
  busy: { rounds: 5, devices: 1_000, perSecond: 100_000, warmUpMs: 2_000, ms: 4_000, readMs: 1_000 },
  /** Fleets of several sizes at a pace that the machine holds; each sends so many messages before it is measured. */
  sizes: { rounds: 3, devices: [1_000, 10_000, 100_000], perSecond: 4_000, warmUpPosts: 60_000, ms: 10_000 },
  schedule: { devices: 10_000, intervalMs: 5_000, durationMs: 120_000, sampleMs: 1_000 },
};

/** What shows that the bench works; its figures mean nothing. */
export const QUICK = {
  pollMs: 50,
  busy: { rounds: 1, devices: 50, perSecond: 20_000, warmUpMs: 200, ms: 400, readMs: 100 },
  sizes: { rounds: 1, devices: [10, 250], perSecond: 500, warmUpPosts: 200, ms: 400 },
  schedule: { devices: 100, intervalMs: 250, durationMs: 1_500, sampleMs: 50 },
};
