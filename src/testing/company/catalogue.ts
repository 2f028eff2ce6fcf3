// What the demo company sells, and against whom. All names are made up.

export interface Plan {
  readonly name: string
  /** crowns a month */
  readonly price: number
}

export const HOME_PLANS: readonly (readonly [Plan, number])[] = [
  [{ name: 'Fibre 100', price: 349 }, 4],
  [{ name: 'Fibre 500', price: 449 }, 3],
  [{ name: 'Fibre 1000', price: 549 }, 2],
  [{ name: 'Mobile Broadband', price: 299 }, 1],
]

export const OFFICE_PLANS: readonly (readonly [Plan, number])[] = [
  [{ name: 'Office Fibre 500', price: 1290 }, 5],
  [{ name: 'Office Fibre 1000', price: 1990 }, 3],
  [{ name: 'Backup Line', price: 490 }, 2],
  [{ name: 'Site Link 10G', price: 9900 }, 1],
]

export interface Product {
  readonly sku: string
  readonly name: string
  readonly price: number
}

const ROUTER: Product = { sku: 'RT-R3', name: 'Halo Router R3', price: 1290 }
export const OFFICE_ROUTER: Product = { sku: 'RT-B5', name: 'Halo Office B5', price: 4900 }
export const PRODUCTS: readonly Product[] = [
  ROUTER,
  { sku: 'MP-1', name: 'Halo Mesh Point', price: 790 },
  { sku: 'TV-2', name: 'Vision TV Box', price: 990 },
  { sku: 'TB-8', name: 'Skiff Tablet 8', price: 2490 },
  { sku: 'CM-1', name: 'Porch Camera', price: 1190 },
  { sku: 'PH-7', name: 'Skiff Phone 7', price: 5990 },
  { sku: 'CB-5', name: 'Network Cable 5 m', price: 99 },
]

export const COMPETITORS = ['Telbrisk', 'Polarkom', 'Bredlink', 'Stadsnod'] as const
export const AGENTS = [
  'Maja',
  'Samir',
  'Elin',
  'Tomasz',
  'Ingrid',
  'Jakob',
  'Nour',
  'Petra',
] as const
export const ACCOUNT_MANAGERS = [
  'Camilla Frost',
  'Henrik Stål',
  'Amina Yusuf',
  'Olle Brandt',
] as const
