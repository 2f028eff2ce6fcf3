// Canary of tsconfig.core.json: "unused directive" here means that host types came back into core.
// @ts-expect-error core has no console
export const a = console
