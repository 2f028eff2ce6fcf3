// When two columns stand in each other's place: two sources write the same thing down in different ways.

/** Share of rows that may fill both. */
const BOTH_MAX = 0.02

/** @param either rows that fill one of the columns, or both */
export const isHardlyEverBoth = (both: number, either: number): boolean => both <= BOTH_MAX * either
