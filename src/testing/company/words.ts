// What people say to the demo company, and what its staff writes down. Written for this project.

export interface Problem {
  readonly subject: string
  /** her words */
  readonly said: string
  /** what she chose in the phone menu */
  readonly choice: string
  /** what the agent wrote */
  readonly note: string
  readonly priority: 'low' | 'normal' | 'high'
}

export const OUTAGE_PROBLEM: Problem = {
  subject: 'No internet, outage in the area',
  said: 'everything is dead at home, tv and internet, since about an hour',
  choice: 'Internet does not work',
  note: 'Known outage in the area. Told her the expected end and that the credit comes by itself.',
  priority: 'high',
}

export const PROBLEMS: readonly Problem[] = [
  {
    subject: 'Wifi weak in the bedroom',
    said: 'wifi is fine in the kitchen and gone in the bedroom, the kids complain every night',
    choice: 'Slow internet',
    note: 'Router stands in the cellar. Moved channel, suggested a mesh point. Will try first.',
    priority: 'normal',
  },
  {
    subject: 'Invoice higher than agreed',
    said: 'I was promised 349 and now it says 449, that is not what we said on the phone',
    choice: 'Question about a bill',
    note: 'Campaign price ended last month. Explained, put six months at the old price.',
    priority: 'normal',
  },
  {
    subject: 'Parcel marked as delivered, not received',
    said: 'the app says delivered but there is nothing here, not at the neighbours either',
    choice: 'My order',
    note: 'Carrier left it at the pick-up point without a notice. Sent the code by text message.',
    priority: 'normal',
  },
  {
    subject: 'Moving house',
    said: 'we get the keys on the first, can the internet be there the same day please?',
    choice: 'I am moving',
    note: 'Checked new address: fibre in the house. Booked the move, no technician needed.',
    priority: 'low',
  },
  {
    subject: 'Line drops in the evenings',
    said: 'every evening around eight it just dies for ten minutes, right in the middle of calls',
    choice: 'Internet does not work',
    note: 'Error seconds visible on the port. Restarted it. If it comes back: technician.',
    priority: 'high',
  },
  {
    subject: 'TV box without sound',
    said: 'picture but no sound since the update, I tried another cable already',
    choice: 'TV',
    note: 'Known after update 4.2. Walked through the sound settings, works again.',
    priority: 'low',
  },
  {
    subject: 'Cannot log in to My pages',
    said: 'it sends me a code that never arrives, I have tried five times',
    choice: 'Something else',
    note: 'Old phone number on file. Changed it after checking who she is.',
    priority: 'normal',
  },
  {
    subject: 'Router light is red',
    said: 'there is a red light on the box since this morning and nothing loads',
    choice: 'Internet does not work',
    note: 'No light on the fibre. Reseated the plug together with her, green again.',
    priority: 'high',
  },
]

export const NPS_COMMENTS: Readonly<Record<'low' | 'middle' | 'high', readonly string[]>> = {
  low: [
    'I had to explain the same thing three times to three people.',
    'Nobody called back although it was promised.',
    'Price went up and nothing got better.',
  ],
  middle: [
    'Works most of the time.',
    'Friendly people, long queue.',
    'Fine, but the app logs me out all the time.',
  ],
  high: [
    'Fixed in one call, she already knew what it was about.',
    'Never think about it, it just works.',
    'The technician even took his shoes off.',
  ],
}

export const OFFICE_PROBLEMS: readonly Problem[] = [
  {
    subject: 'Branch office offline',
    said: 'our branch is offline, forty people are waiting, we need a time when it is back',
    choice: 'Business support',
    note: 'Fibre cut by road works. Backup line took over after 20 minutes, should have been at once.',
    priority: 'high',
  },
  {
    subject: 'Invoices must go to another address',
    said: 'please send invoices to our new finance centre from next quarter',
    choice: 'Question about a bill',
    note: 'Changed for all sites of the group, confirmed by mail.',
    priority: 'low',
  },
  {
    subject: 'Video calls stutter',
    said: 'video calls stutter on the second floor, mostly before lunch',
    choice: 'Business support',
    note: 'One access point carries 60 devices. Proposed two more, partner does a site survey.',
    priority: 'normal',
  },
]

export const MEETING_NOTES = [
  'Happy with the lines, unhappy with how long moves take. Wants one contact for all sites.',
  'Asked for a backup line at every site; budget round is in autumn.',
  'New IT manager, came from a place that used a competitor. Wants figures, not slides.',
  'Wants invoices per cost centre. Promised an example within the week.',
] as const

export const INITIATIVES: readonly (readonly [name: string, goal: string])[] = [
  ['All sites on fibre', 'Replace the last copper lines before the network is switched off'],
  ['Work from anywhere', 'Secure access for staff at home'],
  ['One bill', 'One invoice for all sites, split by cost centre'],
  ['Lower energy use', 'Newer equipment, fewer boxes, one cabinet for each site'],
]

export const IDEAS: readonly (readonly [title: string, text: string])[] = [
  [
    'Pause my line while I travel',
    'I am away every winter. Let me pause for three months and keep my number.',
  ],
  [
    'Tell me before the price changes',
    'A text a month before a campaign ends, not a surprise on the bill.',
  ],
  ['Guest wifi code on the TV', 'Visitors ask for the code all the time, show it on the TV box.'],
  ['Show outages on a map', 'I want to see that you know about it before I queue.'],
  ['Swap old routers in the store', 'Let me hand in the old box when I fetch the new one.'],
  ['Night mode for the mesh points', 'The lamps light up the whole bedroom.'],
]
