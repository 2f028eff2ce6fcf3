import { defineConfig } from 'vitest/config'

/** How many times as often properties are played: `npm run campaign:promises -- 20 properties`. */
const times = Number(process.env['ALIDADE_PROPERTY_TIMES'] ?? 1)

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    testTimeout: 30_000 * times,
    setupFiles: times > 1 ? ['test/support/property-times.ts'] : [],
    hookTimeout: 60_000,
    globalSetup: ['test/support/global-setup.ts'],
    // Two cores: more workers only fight with the database servers the tests start.
    maxWorkers: 2,
  },
})
