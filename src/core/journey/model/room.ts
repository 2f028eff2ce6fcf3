// Room in one long run of numbers for many small lists that grow. Objects of their own would cost more to reach than to
// read. A list that is full moves to twice the room, and what it leaves is taken by others.

export interface Rooms {
  numbers: Float64Array
  used: number
  /** by length: where lists lay that have moved */
  readonly left: Map<number, number[]>
}

const NUMBERS_MIN = 256

export function emptyRooms(): Rooms {
  return { numbers: new Float64Array(NUMBERS_MIN), used: 0, left: new Map() }
}

/** Takes room for so many numbers; `numbers` may be another array afterwards. */
export function takeRoom(rooms: Rooms, length: number): number {
  const left = rooms.left.get(length)?.pop()
  if (left !== undefined) return left
  const at = rooms.used
  rooms.used += length
  if (rooms.used > rooms.numbers.length) {
    const larger = new Float64Array(2 * rooms.used)
    larger.set(rooms.numbers)
    rooms.numbers = larger
  }
  return at
}

export function leaveRoom({ left }: Rooms, at: number, length: number): void {
  const places = left.get(length)
  if (places) places.push(at)
  else left.set(length, [at])
}

const ITEMS_MIN = 2

/** Room is made for powers of two, so that the number of items tells how much there is. */
export function roomFor(items: number): number {
  let room = ITEMS_MIN
  while (room < items) room *= 2
  return room
}
