// Which channels a statement of consent is about: one, every one, or every one but some that nobody was asked about.
//
//   email | * | * except email, sms

/** `*` = every channel. */
export const EVERY_CHANNEL = '*'

const EXCEPT = '* except '

/** How a statement for every channel but these is written; in the order of the names, so that equal ones are equal. */
export function everyChannelBut(channels: readonly string[]): string {
  return channels.length === 0 ? EVERY_CHANNEL : `${EXCEPT}${[...channels].sort().join(', ')}`
}

/** The channels that it names, be it that it is about them or about all others. */
export function channelsNamed(channel: string): readonly string[] {
  return channel.startsWith(EXCEPT) ? channel.slice(EXCEPT.length).split(/, */) : [channel]
}

/** Whether it speaks of channels that it does not name. */
export function isGeneral(channel: string): boolean {
  return channel === EVERY_CHANNEL || channel.startsWith(EXCEPT)
}

/** Whether a statement is about the channel without being about it alone; `*` asks for channels that nobody named. */
export function isGeneralFor(statement: string, channel: string): boolean {
  return (
    isGeneral(statement) &&
    (statement === EVERY_CHANNEL || !channelsNamed(statement).includes(channel))
  )
}
