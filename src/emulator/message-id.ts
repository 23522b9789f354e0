/**
 * The recorded ids of the platform are laid out as in Twitter's snowflake: milliseconds since its epoch, then 22 bits.
 * 892687627916247040 of the documents is 2017-08-02, 1207967842654323713 of an SDK's test 2019-12-20.
 */
const EPOCH_MS = 1_288_834_974_657n;

/** Gives the messageIds of one emulator: 19 digits, each greater than the last. */
export function createPlatformIds(): (nowMs: number) => string {
  let last = 0n;
  return (nowMs) => {
    const id = (BigInt(nowMs) - EPOCH_MS) << 22n;
    last = id > last ? id : last + 1n;
    return String(last);
  };
}
