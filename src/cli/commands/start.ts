// alidade start: the server, without the demo.
import type { Call, Command, OptionSpecs } from '../command.ts'
import { UsageError } from '../exit.ts'
import type { Opened } from '../open.ts'
import { PLACE, placeOf } from '../options.ts'
import { runServer } from '../run-server.ts'
import { PORT_DEFAULT, type ServeSettings, type Serving } from '../serve.ts'

export const LISTEN: OptionSpecs = {
  ...PLACE,
  port: {
    kind: 'text',
    value: 'N',
    help: `port (${PORT_DEFAULT}, or a free one when it is taken)`,
  },
  host: { kind: 'text', value: 'ADDRESS', help: 'address to listen on (127.0.0.1)' },
  'public-url': {
    kind: 'text',
    value: 'URL',
    help: 'how clients reach this server, when a proxy stands before it',
  },
}

export const startCommand: Command = {
  words: ['start'],
  summary: 'start the server; Ctrl-C stops it and leaves nothing running',
  details: [
    'Without a database URL it brings its own PostgreSQL and keeps the data in the data directory.',
    'The first start makes an administrator key and prints it once.',
  ],
  options: LISTEN,
  examples: [
    'alidade start',
    'alidade start --data-dir /var/lib/alidade --host 0.0.0.0 --port 8080',
    'DATABASE_URL=postgres://alidade:secret@db.example.com/alidade alidade start',
  ],
  run: (call) =>
    runServer(serveSettings(call), async (serving) => {
      const adminKey = await firstAdminKey(serving.opened)
      call.answer(
        { ready: true, ...addressesOf(serving), ...(adminKey !== undefined && { adminKey }) },
        lines(serving, adminKey),
      )
    }),
}

export function serveSettings(call: Call): ServeSettings {
  const publicUrl = call.text('public-url')
  if (publicUrl !== undefined && !/^https?:\/\//.test(publicUrl)) {
    throw new UsageError('--public-url must begin with http:// or https://')
  }
  return {
    place: placeOf(call),
    host: call.text('host') ?? '127.0.0.1',
    port: call.whole('port', { min: 0, max: 65_535 }),
    publicUrl,
    log: call.io.err,
  }
}

export function addressesOf({ url }: Serving) {
  return { url, reference: `${url}/docs`, health: `${url}/health` }
}

export function addressLines(serving: Serving): readonly string[] {
  const { url, reference, health } = addressesOf(serving)
  return [`  API        ${url}/v1`, `  reference  ${reference}`, `  health     ${health}`]
}

/** Made once per database; whoever lost it makes another one with `alidade keys create`. */
async function firstAdminKey({ store, engine }: Opened): Promise<string | undefined> {
  if ((await store.setting('first_admin_key')) !== undefined) return undefined
  const { id, key } = await engine.createKey({
    name: 'first administrator',
    kind: 'read',
    role: 'admin',
  })
  await store.putSetting('first_admin_key', id)
  return key
}

function lines(serving: Serving, adminKey: string | undefined): readonly string[] {
  const key =
    adminKey === undefined
      ? []
      : [
          '',
          `  Administrator key (shown this once): ${adminKey}`,
          '  It makes the other keys: alidade keys create --kind write --source web',
        ]
  return ['Alidade is ready.', '', ...addressLines(serving), ...key, '', 'Ctrl-C stops it.']
}
