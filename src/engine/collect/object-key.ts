// The name of an object in the database: the same for whoever tells of it.

export const objectKey = (hash: (text: string) => string, type: string, id: string): string =>
  hash(`obj ${type.length} ${type} ${id}`)
