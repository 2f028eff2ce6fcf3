// A real browser for tests of what only a browser does: preflights, content security, the page we serve.
import { execFileSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium } from 'playwright-core'

export interface TestBrowser {
  readonly context: BrowserContext
  close(): Promise<void>
}

/** A fresh profile each time, and nothing that talks to the maker of the browser in the background. */
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Starts Chromium; on Debian as root it is installed first where it is missing. */
export async function startBrowser(): Promise<TestBrowser> {
  const executablePath = findBrowser() ?? installBrowser()
  const profile = await mkdtemp(join(tmpdir(), 'alidade-browser-'))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    args: FLAGS,
    headless: true,
  })
  return {
    context,
    async close() {
      await context.close()
      await rm(profile, { recursive: true, force: true })
    },
  }
}

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

function findBrowser(): string | undefined {
  const named = process.env['CHROME_PATH']
  return [...(named === undefined ? [] : [named]), ...PLACES].find(isExecutable)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function installBrowser(): string {
  const hint = 'install Chromium (apt-get install chromium) or name it in CHROME_PATH'
  if (process.getuid?.() !== 0 || !isExecutable('/usr/bin/apt-get')) {
    throw new Error(`No Chromium was found: ${hint}`)
  }
  try {
    apt('update')
    apt('install', '-y', '--no-install-recommends', 'chromium')
  } catch (cause) {
    throw new Error(`Chromium could not be installed: ${hint}`, { cause })
  }
  const path = findBrowser()
  if (path === undefined) throw new Error(`No Chromium was found after installing it: ${hint}`)
  return path
}

function apt(...args: readonly string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  execFileSync('apt-get', args, { env, stdio: 'pipe', timeout: 300_000 })
}
