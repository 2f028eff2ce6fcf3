// A shop of our own in the form of the retail set: maps from id to record, three users, four orders, one product.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

function user(id: string, first: string, last: string) {
  return {
    user_id: id,
    name: { first_name: first, last_name: last },
    address: { address1: '1 Harbour Street', city: 'Denver', country: 'USA', zip: '80279' },
    email: `${first}.${last}@example.com`.toLowerCase(),
    payment_methods: { paypal_1: { source: 'paypal', id: 'paypal_1' } },
    orders: [],
  }
}

function order(id: string, userId: string, status: string) {
  return {
    order_id: id,
    user_id: userId,
    items: [{ name: 'Kettle', product_id: '11', item_id: '111', price: 30 }],
    status,
    fulfillments: [{ tracking_id: ['517177699738'], item_ids: ['111'] }],
    payment_history: [{ transaction_type: 'payment', amount: 30, payment_method_id: 'paypal_1' }],
  }
}

const byId = <Row>(rows: readonly Row[], id: (row: Row) => string) =>
  Object.fromEntries(rows.map((row) => [id(row), row]))

/** Writes the three files and answers their paths. */
export function writeShop(folder: string): readonly string[] {
  mkdirSync(folder, { recursive: true })
  const users = [user('ann_1', 'Ann', 'Berg'), user('bo_2', 'Bo', 'Lund'), user('cy_3', 'Cy', 'Ek')]
  const orders = [
    order('#W1', 'ann_1', 'processed'),
    order('#W2', 'ann_1', 'delivered'),
    order('#W3', 'bo_2', 'pending'),
    order('#W4', 'cy_3', 'cancelled'),
  ]
  const products = [
    { name: 'Kettle', product_id: '11', variants: { '111': { price: 30, available: true } } },
  ]
  const files = {
    'users.json': byId(users, (row) => row.user_id),
    'orders.json': byId(orders, (row) => row.order_id),
    'products.json': byId(products, (row) => row.product_id),
  }
  return Object.entries(files).map(([name, content]) => {
    const path = join(folder, name)
    writeFileSync(path, JSON.stringify(content))
    return path
  })
}
