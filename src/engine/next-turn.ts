// One turn of the event loop: what was sent leaves, what has come is heard.

export const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
