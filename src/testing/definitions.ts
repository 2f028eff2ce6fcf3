// A small, realistic set of definitions for tests: a shop with orders, tickets and consents.
import { Definitions } from '../contract/definition.ts'

/** Definitions with defaults filled in; `overrides` replaces whole top-level blocks. */
export function testDefinitions(overrides: Partial<Definitions> = {}): Definitions {
  return { ...Definitions.parse(BASE), ...overrides }
}

const BASE = {
  identity: {
    defaultCountry: 'SE',
    trustedSources: ['crm'],
    namespaces: [
      { namespace: 'user_id', priority: 10 },
      { namespace: 'crm_id', priority: 15, from: ['context.externalIds[CRM]'] },
      {
        namespace: 'email',
        normalise: 'email',
        priority: 20,
        from: ['traits.email', 'properties.email'],
        valuesPerCustomerMax: 5,
        blockedPatterns: ['^(info|sales)@'],
      },
      { namespace: 'phone', normalise: 'phone', priority: 30, from: ['traits.phone'] },
      {
        namespace: 'loyalty_card',
        normalise: 'digits',
        priority: 40,
        from: ['traits.loyaltyCard'],
      },
      { namespace: 'anonymous_id', priority: 90, use: 'device' },
      { namespace: 'group_id', entity: 'account', priority: 10 },
      {
        namespace: 'domain',
        entity: 'account',
        normalise: 'domain',
        priority: 20,
        from: ['traits.domain', 'traits.website'],
        blocked: ['gmail.com'],
      },
    ],
  },
  kinds: [
    {
      kind: 'order',
      area: 'orders',
      category: 'purchase',
      names: ['Order Completed', 'Order Updated', 'order *'],
      importance: 0.8,
    },
    { kind: 'payment', area: 'billing', category: 'purchase', names: ['Payment *'] },
    { kind: 'support', area: 'support', category: 'service', names: ['Ticket *'] },
    {
      kind: 'cart',
      area: 'orders',
      category: 'behaviour',
      names: ['Product Added', 'Cart Viewed'],
    },
    {
      kind: 'browse',
      area: 'web',
      category: 'behaviour',
      names: ['Product Viewed'],
      types: ['page', 'screen'],
      halfLifeDays: 7,
      importance: 0.2,
      notable: false,
    },
    {
      kind: 'identity',
      area: 'identity',
      category: 'identity',
      types: ['identify', 'alias', 'group'],
      notable: false,
    },
  ],
  objects: [
    {
      type: 'order',
      title: 'Order',
      kind: 'order',
      category: 'purchase',
      open: ['placed', 'shipped'],
      required: ['status'],
      searchable: ['number'],
      text: 'Order {id} is {status}',
      fromEvents: [
        {
          event: 'Order Completed',
          id: 'properties.order_id|properties.orderId',
          status: 'placed',
        },
        { event: 'Order Cancelled', id: 'properties.order_id', status: 'cancelled' },
      ],
    },
    {
      type: 'ticket',
      title: 'Ticket',
      kind: 'support',
      category: 'service',
      open: ['new', 'open'],
      text: 'Ticket {id} is {status}',
    },
    {
      type: 'opportunity',
      title: 'Opportunity',
      entity: 'account',
      kind: 'sales',
      category: 'sales',
      text: 'Opportunity {id} is {status}',
    },
  ],
  traits: [
    { trait: 'email', category: 'identity' },
    { trait: 'phone', category: 'identity' },
    { trait: '*', category: 'profile' },
  ],
  survivorship: [{ trait: '*' }],
  computed: [],
  purposes: [
    {
      purpose: 'service',
      title: 'Service',
      basis: 'contract',
      categories: ['*'],
      roles: ['agent', 'ai_agent'],
    },
    {
      purpose: 'marketing',
      title: 'Marketing',
      basis: 'consent',
      categories: ['profile', 'behaviour', 'purchase'],
      roles: ['marketer'],
    },
    {
      purpose: 'advertising',
      title: 'Advertising with partners',
      basis: 'consent',
      categories: ['behaviour'],
      roles: ['marketer'],
      external: true,
    },
  ],
  roles: [],
  lenses: [],
  plan: { events: [{ event: 'Order Completed', required: ['order_id|orderId'] }] },
  consentMappings: [
    { category: 'Marketing', purpose: 'marketing' },
    { category: 'Ads', purpose: 'advertising' },
    { category: 'Email', purpose: 'marketing', channel: 'email' },
  ],
}
