// Route options for hot paths: their schemas stand in the OpenAPI document but do not run.

/** Bodies pass as parsed and answers go straight to JSON: a schema per event costs more than storing it. */
export const documentedOnly = {
  validatorCompiler: () => (data: unknown) => ({ value: data }),
  serializerCompiler: () => (data: unknown) => JSON.stringify(data),
} as const
