// Counters in Prometheus text form; numbers about the installation, never about a customer.
const NAME = /^[a-z_]+$/

export interface Metrics {
  add(name: string, by?: number, label?: { readonly [key: string]: string }): void
  render(gauges: Readonly<Record<string, number>>): string
}

export function createMetrics(): Metrics {
  const counters = new Map<string, number>()
  return {
    add(name, by = 1, label) {
      const key = label ? `${name}${labelText(label)}` : name
      counters.set(key, (counters.get(key) ?? 0) + by)
    },
    render(gauges) {
      const lines = [...counters].sort().map(([key, value]) => `alidade_${key} ${value}`)
      for (const [key, value] of Object.entries(gauges)) lines.push(`alidade_${key} ${value}`)
      return `${lines.join('\n')}\n`
    },
  }
}

function labelText(label: { readonly [key: string]: string }): string {
  const parts = Object.entries(label)
    .filter(([key]) => NAME.test(key))
    .map(([key, value]) => `${key}="${value.replace(/[\\"\n]/g, '_')}"`)
  return `{${parts.join(',')}}`
}
