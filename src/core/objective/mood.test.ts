// A mood is hers alone, is shown by what she says and by nothing less, and lapses within hours.
import { describe, expect, test } from 'vitest'
import type { Event } from '../../contract/event.ts'
import { event, fold, NOW, said } from '../../testing/objectives.ts'
import { MOOD_LASTS_MS, moodOf, moodReader, trainMoodModel } from './mood.ts'

const READ_MOOD = moodReader(trainMoodModel())

describe('a mood', () => {
  const mood = (events: readonly Event[], now = NOW, utterance?: string) =>
    moodOf(fold(events), { now, read: READ_MOOD, ...(utterance !== undefined && { utterance }) })

  test.each([
    'Which form is needed for a refund?',
    'Do you ship on Sundays?',
    'how can i see my data volume',
    'Can two people use one card?',
    'Wo gebe ich meinen Gutschein ein?',
    'Kan jag hämta paketet själv?',
    'Peut-on changer la date de livraison ?',
  ])('is not shown by an ordinary question: %s', (text) => {
    expect(mood([said(text)])).toBeUndefined()
  })
  test.each([
    'my camera is offline',
    'the package is late',
    'the sensor shows an error',
    'the invoice is wrong',
    'meine Kamera ist offline',
    'min kamera är offline',
    'la mia stampante non funziona',
  ])('is not shown by a fault that is told plainly: %s', (text) => {
    expect(mood([said(text)])).toBeUndefined()
  })
  test('is shown by a fault that is not told plainly', () => {
    for (const text of [
      'my camera is offline again and nobody helps me',
      'this printer breaks all the time, I am so tired of it',
    ]) {
      expect(mood([said(text)])?.label).toBe('frustrated')
    }
  })
  test('that is said to be confusion is told as such', () => {
    for (const text of [
      'I am totally confused by this letter',
      'I do not understand any of this',
    ]) {
      expect(mood([said(text)])?.label).toBe('confused')
    }
  })
  test.each([
    ['I am furious, this is a disgrace and you are thieves', 'angry'],
    ['I have called three times and still nothing happens', 'frustrated'],
    ['I am afraid somebody got into my account', 'worried'],
    ['I do not understand what this line means', 'confused'],
    ['Everything works perfectly now, great service', 'satisfied'],
    ['Thank you so much for your kind help', 'grateful'],
    ['Ich bin stinksauer, so eine Frechheit', 'angry'],
    ['tack så mycket för hjälpen', 'grateful'],
  ])('is read from her words: %s', (text, label) => {
    const words = said(text)
    const found = mood([words])
    expect(found).toMatchObject({ label, basis: 'inferred', evidence: [words.id] })
    expect(text).toContain(found?.phrase)
    expect(Math.sign(found?.valence ?? 0)).toBe(['satisfied', 'grateful'].includes(label) ? 1 : -1)
  })
  test.each([
    'Oh great, another week without internet. Fantastic service, thank you SO much!!!',
    'Wow, well done, you lost my parcel again. Brilliant.',
    'Great, my card is blocked again',
    'Thanks for nothing, guys',
    'Bravo, the wrong shoes for the second time',
    'Na super, schon wieder ist der Zug ausgefallen',
    'Merci pour rien, encore une erreur',
  ])('of bitter praise is no thanks: %s', (text) => {
    expect(['satisfied', 'grateful']).not.toContain(mood([said(text)])?.label)
  })
  test.each([
    ['Great service, the new line works perfectly', 1],
    ['Well done, the technician was on time and friendly', 1],
    ['Thanks a lot, brilliant help', 1],
    ['Super, jetzt geht alles, vielen Dank', 1],
    ['Merci beaucoup, tout marche bien', 1],
  ])('of real praise is a good one: %s', (text, sign) => {
    expect(Math.sign(mood([said(text)])?.valence ?? 0)).toBe(sign)
  })
  test('is none where words show none', () => {
    for (const text of ['My order number is 48213', 'please send the invoice to our new office']) {
      expect(mood([said(text)])).toBeUndefined()
    }
  })
  test('is never read from what staff wrote', () => {
    const staff = event('Chat Message Sent', 'chat', { text: 'I am furious', sender: 'agent' })
    expect(mood([staff])).toBeUndefined()
  })
  test('lapses after four hours', () => {
    const words = [said('I am furious, you are thieves', NOW)]
    expect(mood(words, NOW + MOOD_LASTS_MS - 1)).toBeDefined()
    expect(mood(words, NOW + MOOD_LASTS_MS)).toBeUndefined()
  })
  test('that she names herself goes before what we read, until she writes again', () => {
    const named = event('Mood Declared', 'other', { mood: 'worried' }, NOW - 500)
    expect(mood([said('You are thieves, I am furious', NOW - 900), named])).toMatchObject({
      label: 'worried',
      basis: 'given',
      confidence: 1,
    })
    expect(mood([named, said('Thank you so much for your help', NOW - 100)])?.label).toBe(
      'grateful',
    )
  })
  test('of the current sentence needs no event', () => {
    expect(mood([], NOW, 'thank you so much')).toMatchObject({ label: 'grateful', evidence: [] })
  })
})
