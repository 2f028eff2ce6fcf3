import { expect, test } from 'vitest'
import { defaultDefinitions } from '../../testing/default-definitions.ts'
import { compileGates } from './gates.ts'
import { unknownPurpose } from './unknown-purpose.ts'

const gates = compileGates(defaultDefinitions())

test('names what the role may look for, and nothing else', () => {
  const said = unknownPurpose('servce', gates, 'agent')
  expect(said).toMatch(/^There is no purpose "servce"; role agent may name (.+, )?service/)
  expect(said).not.toContain('stewardship')
  expect(unknownPurpose('x', gates, 'customer')).toBe(
    'There is no purpose "x"; role customer may name self-service',
  )
  expect(unknownPurpose('x', gates, 'nobody')).toBe('There is no purpose "x"')
})
