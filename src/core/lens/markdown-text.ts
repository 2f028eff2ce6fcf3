// Text inside Markdown: what comes from outside stands in quotation marks and can neither format nor link.
import { isProse } from './template.ts'

/** A value on its own: in quotation marks unless it is a mere code, number or date. */
export function said(text: string): string {
  return isProse(text) ? quote(text) : escapeMarkdown(text)
}

/** Quotation marks inside would end the quotation, so they become plain ones. */
export function quote(text: string): string {
  return `“${escapeMarkdown(plainQuotes(text))}”`
}

export function plainQuotes(text: string): string {
  return text.replaceAll(/[“”„‟«»"]/g, "'")
}

/**
 * Text for the middle of a line that cannot become markup, a link or HTML. Only what has a meaning there is escaped,
 * so that people can read it too. Web addresses lose what makes them one.
 */
export function escapeMarkdown(text: string): string {
  return PLAIN.test(text) ? text : escapeMarkup(text)
}

/** Nothing to escape and nothing that could be an address; most texts are such. */
const PLAIN = /^(?!.*(?:www|:\/|script:|data:))[\p{L}\p{N} ,.:;'%"/?$@()+=!-]*$/iu

function escapeMarkup(text: string): string {
  return (
    text
      .replaceAll(
        /\b[a-z][a-z0-9+.-]{1,20}:\/\/\S+|\b(?:www\.|javascript:|data:)\S+/gi,
        'link left out',
      )
      .replaceAll(/[\\`*[\]<>~|]/g, '\\$&')
      // Inside a word an underscore is a letter, and alone an ampersand is one too.
      .replaceAll(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
      .replaceAll(/&(?=#?\w{1,31};)/g, '\\&')
  )
}
