// alidade view: what matters about somebody now, for a purpose.
import { OutputForm } from '../../contract/lens.ts'
import { type View, ViewRequest } from '../../contract/view.ts'
import type { Call, Command } from '../command.ts'
import { EXIT, UsageError } from '../exit.ts'
import { ANYWHERE } from '../options.ts'
import { withService } from '../with-service.ts'

export const viewCommand: Command = {
  words: ['view'],
  args: 'REF',
  argsMin: 1,
  argsMax: 1,
  summary: 'what matters about a customer or account now, for a purpose',
  details: [
    'REF is cus_..., acc_... or namespace:value, such as email:ann@example.com or user_id:42.',
    'Every look is in the audit log, under your user name.',
  ],
  options: {
    purpose: {
      kind: 'text',
      value: 'NAME',
      help: 'why you look: service, billing, sales ... (needed)',
    },
    lens: { kind: 'text', value: 'NAME', help: 'the lens; absent: the first that fits' },
    channel: { kind: 'text', value: 'NAME', help: 'phone, chat, web ... (api)' },
    form: { kind: 'text', value: 'FORM', help: 'markdown, speech or json (markdown)' },
    utterance: { kind: 'text', help: 'what she just said; it ranks the facts' },
    role: {
      kind: 'text',
      value: 'NAME',
      help: 'look as this role; absent: one that the purpose has',
    },
    account: {
      kind: 'flag',
      help: 'REF is an account (known by itself for acc_, group_id: and domain:)',
    },
    'as-of': { kind: 'text', value: 'TIME', help: 'the state at a past moment, ISO 8601' },
    explain: { kind: 'flag', help: 'show the parts of each score (with --json)' },
    ...ANYWHERE,
  },
  examples: [
    'alidade view user_id:42 --purpose service',
    'alidade view phone:+46701234567 --purpose service --channel phone --form speech',
    'alidade view group_id:fjellheim --purpose executive-briefing --json',
  ],
  run: async (call) => {
    const request = requestOf(call)
    const view = await withService(call, (service) => service.view(request, call.text('role')))
    call.answer(view, linesOf(view, request.form))
    return EXIT.ok
  },
}

function requestOf(call: Call): ViewRequest {
  const [ref = ''] = call.args
  const form = call.text('form') ?? (call.isJson ? undefined : 'markdown')
  if (form !== undefined && !OutputForm.safeParse(form).success) {
    throw new UsageError(`--form must be markdown, speech or json, not "${form}"`)
  }
  const asked = {
    [isAccount(call, ref) ? 'account' : 'customer']: ref,
    purpose: call.required('purpose'),
    channel: call.text('channel'),
    lens: call.text('lens'),
    form,
    utterance: call.text('utterance'),
    asOf: call.text('as-of'),
    explain: call.flag('explain'),
  }
  const given = Object.entries(asked).filter(([, value]) => value !== undefined)
  return ViewRequest.parse(Object.fromEntries(given))
}

function isAccount({ flag }: Call, ref: string): boolean {
  return flag('account') || /^(acc_|group_id:|domain:|registration_number:)/.test(ref)
}

/** What the terminal shows: the text of the view, then what a reader of any form wants to know of the look itself. */
export function linesOf(view: View, form: string | undefined): readonly string[] {
  // Markdown and JSON tell it themselves.
  const isUntold = form === 'speech' && view.more.facts > 0
  const withheld = view.withheld.map(({ reason, count }) => `${count} ${reason}`).join(', ')
  return [
    view.text ?? JSON.stringify(view, null, 2),
    '',
    `lens ${view.lens}, purpose ${view.purpose} (${view.basis}), as of ${view.asOf}`,
    ...(withheld === '' ? [] : [`withheld: ${withheld}`]),
    ...(isUntold ? [`${view.more.facts} further facts did not fit the budget`] : []),
    `audit ${view.audit}`,
  ]
}
