// Forms of a word that count as one, and words that stay apart.
import { describe, expect, test } from 'vitest'
import { eachWord, fold, termOf } from './words.ts'

const wordsOf = (text: string) => {
  const words: string[] = []
  eachWord(fold(text), (word) => words.push(word))
  return words
}

describe('words of a text', () => {
  test.each([
    ['The T-Shirt, size 10', ['the', 't', 'shirt', 'tshirt', 'size', '10']],
    ["don't", ['don', 't', 'dont']],
    ['1.5 litres of 17-inch', ['1.5', 'litres', 'of', '17', 'inch', '17inch']],
    ['Größe, été, ångström', ['grosse', 'ete', 'angstrom']],
    ['注文番号', ['注文', '文番', '番号']],
    ['', []],
  ])('%s', (text, words) => {
    expect(wordsOf(text)).toEqual(words)
  })
})

describe('forms of one word', () => {
  test.each([
    ['delivery', 'delivered', 'deliveries', 'deliver'],
    ['cancel', 'cancelled', 'canceled', 'cancelling', 'cancellation'],
    ['exchange', 'exchanges', 'exchanging', 'exchanged'],
    ['battery', 'batteries'],
    ['box', 'boxes'],
    ['shipping', 'shipped', 'shipment', 'ship'],
    ['bestellung', 'bestellungen'],
    ['commande', 'commandes'],
    ['pedido', 'pedidos'],
  ])('%s', (...forms) => {
    expect(new Set(forms.map(termOf)).size).toBe(1)
  })

  test.each([
    ['lamp', 'lamb'],
    ['charger', 'charge'],
    ['business', 'busy'],
    ['10', '100'],
  ])('%s is not %s', (a, b) => {
    expect(termOf(a)).not.toBe(termOf(b))
  })

  test('small words and endless ones say nothing', () => {
    expect([termOf('the'), termOf('und'), termOf('x'), termOf('y'.repeat(60))]).toEqual([
      0, 0, 0, 0,
    ])
  })
})
